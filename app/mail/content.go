package mail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime"
	"strings"
	"time"

	"github.com/uptrace/bun"
)

// Composer loads what a message says, by its ids, when it is rendered. A nil
// Content means that saying it is no longer useful (the appointment was
// cancelled); the receipt is dropped. So it is when the error is a NotFound
// fault. Any other error is tried again.
type Composer func(ctx context.Context, idb bun.IDB, m Message) (*Content, error)

// Content is a message ready to be rendered.
type Content struct {
	// Data is the typed struct the views of the kind get.
	Data any
	// SubjectKey is the sentence of the subject, SubjectArgs its values in pairs.
	// It is the heading inside the message too.
	SubjectKey  string
	SubjectArgs []any
	// Button is the one thing the reader may want to do, drawn below the message;
	// nil for none.
	Button *Button
	// ReasonKey says why the person gets this, "" is "mail.frame.reason"; the
	// sentence gets Institution besides ReasonArgs.
	ReasonKey  string
	ReasonArgs []any
	// Attachments come with the message.
	Attachments []Attachment
	// Lang overrides the message's language; Zone is the desk's zone for the Date
	// header, nil is UTC.
	Lang string
	Zone *time.Location
	// Unsubscribe is an https address that takes a POST (RFC 8058); "" for
	// messages that are not a subscription.
	Unsubscribe string
}

// Button is a link with the sentence on it.
type Button struct {
	Key  string
	Args []any
	// URL is absolute, or a path of the portal, which gets the base address and
	// the language's prefix.
	URL string
}

// Attachment is a file that goes with a message.
type Attachment struct {
	Name string
	// Type is the media type, e.g. "application/pdf". A calendar entry with a
	// method ("text/calendar; charset=utf-8; method=CANCEL") is also given as an
	// alternative to the text, so that mail programs offer to put it into the
	// calendar; the method must be the METHOD inside Data.
	Type string
	Data []byte
}

// method is the calendar method of the type, "" for any other file.
func (a Attachment) method() (string, error) {
	kind, params, err := mime.ParseMediaType(a.Type)
	if err != nil || a.Name == "" || len(a.Data) == 0 {
		return "", errors.New("mail: an attachment needs name, type and content")
	}
	method := strings.ToUpper(params["method"])
	if kind != "text/calendar" || method == "" {
		return "", nil
	}
	for line := range bytes.Lines(a.Data) {
		if string(bytes.TrimSpace(line)) == "METHOD:"+method {
			return method, nil
		}
	}
	return "", fmt.Errorf("mail: the calendar entry does not say METHOD:%s", method)
}

// Identity is the institution that speaks in the messages.
type Identity struct {
	// Name stands in the head, in the sentence of the reason and beside the
	// sender's address.
	Name string
	// Contact is a line of the foot: address, telephone.
	Contact string
	// ReplyTo gets the answers; "" tells readers that nobody reads them.
	ReplyTo string
}
