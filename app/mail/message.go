package mail

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/mail"
	"regexp"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"golang.org/x/net/idna"

	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/jobs"
)

// SendKind is the kind of job that sends one message; Sender.Handle runs it.
const SendKind = "mail.send"

// attempts is no limit in practice: the age of the receipt ends the trying.
const attempts = 200

// Message is something to be said to one person.
type Message struct {
	// Kind names composer and views: "appointments.booked" is rendered by
	// mail/appointments_booked.html and .txt.
	Kind string
	// Subject and SubjectID name the thing the message is about ("appointment",
	// 12); Version grows when the thing changes so that it is worth telling again.
	Subject   string
	SubjectID int64
	Version   int
	// Channel is how it travels; "" is ByMail.
	Channel Channel
	// To is the address alone, without a name; for BySMS the number, E.164.
	To string
	// Lang is the language of the receiver.
	Lang string
	// Data holds further ids the composer needs, never personal data.
	Data map[string]string
	// At is when to send; the zero time is at once.
	At time.Time
}

// Channel is the road of a message.
type Channel string

// The channels of the ledger.
const (
	ByMail Channel = "mail"
	BySMS  Channel = "sms"
)

// Queue writes the receipt and its job in the caller's transaction. The same
// message queued again is quiet, whatever became of the first. An address or
// number that cannot be one is an error.
func Queue(ctx context.Context, tx bun.IDB, m Message, now time.Time) error {
	if m.Channel == "" {
		m.Channel = ByMail
	}
	to, err := recipient(m)
	if err != nil {
		return fault.Wrap(err, "mail: queue "+m.Kind)
	}
	data, err := json.Marshal(orEmpty(m.Data))
	if err != nil {
		return fault.Wrap(err, "mail: data of "+m.Kind)
	}
	if !i18n.Supported(m.Lang) {
		m.Lang = i18n.Languages()[0].Tag
	}
	due := now
	if !m.At.IsZero() {
		due = m.At
	}
	var id int64
	err = tx.NewRaw(`INSERT INTO messages (kind, subject, subject_id, version, channel, recipient, lang, data, queued_at, due_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?)
		ON CONFLICT (subject, subject_id, version, kind, channel, recipient) DO NOTHING RETURNING id`,
		m.Kind, m.Subject, m.SubjectID, m.Version, m.Channel, to, m.Lang, string(data), now, due).Scan(ctx, &id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fault.Wrap(db.Translate(err), "mail: queue "+m.Kind)
	}
	return jobs.Enqueue(ctx, tx, jobs.Job{Kind: SendKind, Payload: order{id}, At: m.At, Unique: fmt.Sprint(id), MaxAttempts: attempts})
}

var phone = regexp.MustCompile(`^\+[0-9]{6,15}$`)

// recipient is the address or the number, checked.
func recipient(m Message) (string, error) {
	switch {
	case m.Channel == ByMail:
		return Address(m.To)
	case m.Channel == BySMS && phone.MatchString(m.To):
		return m.To, nil
	}
	return "", jobs.Reason("this is neither an address nor a number")
}

// order is the payload of a SendKind.
type order struct {
	Message int64 `json:"message"`
}

func orEmpty(m map[string]string) map[string]string {
	if m == nil {
		return map[string]string{}
	}
	return m
}

// Address checks and cleans an address as a person typed it: spaces around it go,
// the domain becomes lower case and, outside of ASCII, its punycode. The error
// does not quote it.
func Address(typed string) (string, error) {
	bad := errors.New("this is not an e-mail address")
	typed = strings.TrimSpace(typed)
	parsed, err := mail.ParseAddress(typed)
	if err != nil || parsed.Address != typed || strings.ContainsAny(typed, " \"\r\n\x00") {
		return "", bad
	}
	at := strings.LastIndexByte(typed, '@')
	domain, err := idna.Lookup.ToASCII(strings.ToLower(typed[at+1:]))
	if err != nil || !strings.Contains(domain, ".") && domain != "localhost" {
		return "", bad
	}
	clean := typed[:at] + "@" + domain
	if at > 64 || len(clean) > 254 {
		return "", bad
	}
	return clean, nil
}
