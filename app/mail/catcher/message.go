package catcher

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"
	"time"
)

// Message is one mail that arrived.
type Message struct {
	ID int64
	// From and To are the envelope's addresses: who would really get it.
	From string
	To   []string
	// Sender is the From header as a reader sees it, name included.
	Sender  string
	Subject string
	// Date is the header's; the zero time where it cannot be read.
	Date       time.Time
	ReceivedAt time.Time
	// Lang is the Content-Language header.
	Lang string
	Text string
	HTML string
	// Calendar is the text/calendar alternative, with its method.
	Calendar       string
	CalendarMethod string
	Attachments    []Attachment
	// Header holds every header, decoded.
	Header map[string][]string
	Raw    []byte
	// Problem says why the message could not be taken apart, "" when it could.
	Problem string
}

// Attachment is one file that came with a message.
type Attachment struct {
	Name string
	// Type is the media type with its parameters.
	Type string
	Data []byte
}

const deepest = 8

// read takes a mail apart; what it cannot read is named in Problem.
func read(raw []byte) Message {
	m := Message{Header: map[string][]string{}}
	msg, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		m.Problem = err.Error()
		return m
	}
	words := new(mime.WordDecoder)
	for name, values := range msg.Header {
		for _, v := range values {
			if decoded, err := words.DecodeHeader(v); err == nil {
				v = decoded
			}
			m.Header[name] = append(m.Header[name], v)
		}
	}
	m.Subject, m.Sender, m.Lang = m.Get("Subject"), m.Get("From"), m.Get("Content-Language")
	m.Date, _ = msg.Header.Date()
	if err := m.part(textproto.MIMEHeader(msg.Header), msg.Body, deepest); err != nil {
		m.Problem = err.Error()
	}
	return m
}

// Get gives the first value of a header, decoded.
func (m Message) Get(name string) string {
	if v := m.Header[textproto.CanonicalMIMEHeaderKey(name)]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// part adds one part, and the parts inside it, to the message.
func (m *Message) part(h textproto.MIMEHeader, body io.Reader, depth int) error {
	declared := h.Get("Content-Type")
	if declared == "" {
		declared = "text/plain; charset=us-ascii"
	}
	kind, params, err := mime.ParseMediaType(declared)
	if err != nil {
		return err
	}
	if strings.HasPrefix(kind, "multipart/") {
		return m.parts(multipart.NewReader(body, params["boundary"]), depth)
	}
	content, err := io.ReadAll(decoded(h.Get("Content-Transfer-Encoding"), body))
	if err != nil {
		return err
	}
	disposition, about, _ := mime.ParseMediaType(h.Get("Content-Disposition"))
	switch {
	case disposition == "attachment":
		m.Attachments = append(m.Attachments, Attachment{Name: fileName(about, params), Type: declared, Data: content})
	case kind == "text/plain" && m.Text == "":
		m.Text = string(content)
	case kind == "text/html" && m.HTML == "":
		m.HTML = string(content)
	case kind == "text/calendar" && m.Calendar == "":
		m.Calendar, m.CalendarMethod = string(content), params["method"]
	default:
		m.Attachments = append(m.Attachments, Attachment{Name: fileName(about, params), Type: declared, Data: content})
	}
	return nil
}

func (m *Message) parts(r *multipart.Reader, depth int) error {
	if depth == 0 {
		return errors.New("parts too deep")
	}
	for {
		p, err := r.NextRawPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := m.part(p.Header, p, depth-1); err != nil {
			return err
		}
	}
}

func decoded(encoding string, body io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	}
	return body
}

func fileName(disposition, contentType map[string]string) string {
	name := disposition["filename"]
	if name == "" {
		name = contentType["name"]
	}
	if plain, err := new(mime.WordDecoder).DecodeHeader(name); err == nil {
		name = plain
	}
	if name == "" {
		return "attachment"
	}
	return name
}
