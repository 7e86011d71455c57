package mail

import (
	"bytes"
	"fmt"
	"net/mail"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// build makes the mail of a rendered message.
func (s *Sender) build(a *attempt, c *Content, r *rendered, who Identity, now time.Time) (*gomail.Msg, error) {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	from := *s.from
	if from.Name == "" {
		from.Name = who.Name
	}
	msg.FromMailAddress(&from)
	msg.ToMailAddress(&mail.Address{Address: a.Recipient})
	if who.ReplyTo != "" {
		if err := msg.ReplyTo(who.ReplyTo); err != nil {
			return nil, fmt.Errorf("mail: the reply address of the institution: %w", err)
		}
	}
	msg.Subject(r.subject)
	msg.SetMessageIDWithValue(s.messageID(a))
	if c.Zone == nil {
		c.Zone = time.UTC
	}
	msg.SetDateWithValue(now.In(c.Zone))
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("X-Auto-Response-Suppress", "All")
	msg.SetGenHeader("Content-Language", r.lang)
	if c.Unsubscribe != "" {
		if err := msg.SetListUnsubscribeOneClick(c.Unsubscribe); err != nil {
			return nil, fmt.Errorf("mail: unsubscribe address of %s: %w", a.Kind, err)
		}
	}
	msg.SetBodyString(gomail.TypeTextPlain, r.text, encoding(r.text))
	msg.AddAlternativeString(gomail.TypeTextHTML, r.html, encoding(r.html))
	if err := attach(msg, c.Attachments); err != nil {
		return nil, err
	}
	if s.dkim != nil {
		return msg, sign(msg, s.dkim)
	}
	return msg, nil
}

// messageID is the same at each attempt, so that a second copy can be told from
// a second message. The time keeps the ids of two databases of one domain apart.
func (s *Sender) messageID(a *attempt) string {
	domain := s.from.Address[strings.LastIndexByte(s.from.Address, '@')+1:]
	return "m" + strconv.FormatInt(a.ID, 10) + "." + strconv.FormatInt(a.QueuedAt.UnixMilli(), 36) + "@" + domain
}

func attach(msg *gomail.Msg, list []Attachment) error {
	for _, a := range list {
		method, err := a.method()
		if err != nil {
			return err
		}
		if method != "" {
			msg.AddAlternativeString(gomail.ContentType("text/calendar; method="+method), string(a.Data),
				gomail.WithPartEncoding(gomail.EncodingB64))
		}
		err = msg.AttachReader(a.Name, bytes.NewReader(a.Data), gomail.WithFileContentType(gomail.ContentType(a.Type)))
		if err != nil {
			return fmt.Errorf("mail: attach: %w", err)
		}
	}
	return nil
}

// encoding chooses base64 where quoted-printable would be longer.
func encoding(s string) gomail.PartOption {
	beyond := 0
	for i := range len(s) {
		if s[i] >= 0x80 {
			beyond++
		}
	}
	if beyond*6 > len(s) { // QP writes three signs for each of these, base64 four for three
		return gomail.WithPartEncoding(gomail.EncodingB64)
	}
	return gomail.WithPartEncoding(gomail.EncodingQP)
}
