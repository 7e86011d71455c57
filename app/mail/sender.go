package mail

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/mail"
	"time"

	"github.com/emersion/go-msgauth/dkim"
	"github.com/uptrace/bun"
	gomail "github.com/wneessen/go-mail"

	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/jobs"
	"approdo/app/mail/sms"
)

const (
	// composing bounds loading and rendering a message.
	composing = 30 * time.Second
	// giveUp is how long after its time a message is still tried.
	giveUp = 24 * time.Hour
)

// Options of a Sender.
type Options struct {
	// SMTPURL is where mail is handed over; see ParseServer.
	SMTPURL string
	// From is the sender, "Name <address>" or the address alone, which gets the
	// institution's name.
	From string
	// DKIMDomain, DKIMSelector and DKIMKeyFile make us sign; all empty leaves it
	// to the relay.
	DKIMDomain, DKIMSelector, DKIMKeyFile string
	// Composers by kind; each kind needs its two views.
	Composers map[string]Composer
	Catalog   *i18n.Catalog
	// Views holds mail/….
	Views fs.FS
	// BaseURL is the portal's address, "https://host".
	BaseURL string
	// Identity gives the institution in the receiver's language; nil speaks in the
	// name of From.
	Identity func(ctx context.Context, idb bun.IDB, lang string) (Identity, error)
	// SMS takes short messages; nil sends none. Texts word them, by kind.
	SMS   *sms.Gateway
	Texts map[string]TextComposer
	// RootCAs are trusted instead of the system's; nil is the system's.
	RootCAs *x509.CertPool

	dial gomail.DialContextFunc // tests reach a host of their own
}

// Sender sends the messages of the ledger. It is safe for concurrent use.
type Sender struct {
	o      Options
	from   *mail.Address
	dkim   *dkim.SignOptions
	words  *renderer
	server *lanes
}

// NewSender checks the settings, the views and the DKIM key; it does not connect.
func NewSender(o Options) (*Sender, error) {
	server, err := ParseServer(o.SMTPURL)
	if err != nil {
		return nil, fault.Wrap(err, "mail")
	}
	s := &Sender{o: o}
	if s.from, err = mail.ParseAddress(o.From); err != nil {
		return nil, fmt.Errorf("mail: the sender's address: %w", err)
	}
	if s.dkim, err = newDKIM(o.DKIMDomain, o.DKIMSelector, o.DKIMKeyFile); err != nil {
		return nil, err
	}
	if s.words, err = newRenderer(o.Views, o.Catalog, o.BaseURL); err != nil {
		return nil, err
	}
	for kind := range o.Composers {
		if err := s.words.has(viewOf(kind)); err != nil {
			return nil, err
		}
	}
	client, err := server.client(o)
	if err != nil {
		return nil, err
	}
	s.server = &lanes{client: client}
	return s, nil
}

// Jobs are the handlers of this package's jobs.
func (s *Sender) Jobs() map[string]jobs.Handler { return map[string]jobs.Handler{SendKind: s.Handle} }

// Close ends the open connections, after the runner has stopped.
func (s *Sender) Close() { s.server.close() }

// Handle is the jobs.Handler of SendKind: it sends one message of the ledger, or
// finds that nothing is left to do. See the package's page for what happens when
// it runs twice.
func (s *Sender) Handle(ctx context.Context, pool *bun.DB, payload json.RawMessage, now time.Time) error {
	job, err := jobs.Decode[order](payload)
	if err != nil {
		return err
	}
	a, err := begin(ctx, pool, job.Message, now)
	if err != nil || a == nil {
		return err
	}
	if a.Channel == BySMS {
		return s.text(ctx, pool, a, now)
	}
	msg, err := s.compose(ctx, pool, a, now)
	switch {
	case fault.Is(err, fault.NotFound):
		return a.settle(ctx, pool, Dropped, jobs.Describe(err), now)
	case err != nil:
		return s.again(ctx, pool, a, err, jobs.Describe(err), now)
	case msg == nil:
		return a.settle(ctx, pool, Dropped, "", now)
	}
	err = s.server.send(ctx, msg)
	if err == nil {
		return a.settle(ctx, pool, Sent, "", now)
	}
	permanent, why := judge(err)
	if permanent {
		return a.settle(ctx, pool, Failed, string(why), now)
	}
	return s.again(ctx, pool, a, why, string(why), now)
}

// compose makes the mail; nil when it is no longer useful.
func (s *Sender) compose(ctx context.Context, pool *bun.DB, a *attempt, now time.Time) (*gomail.Msg, error) {
	ctx, cancel := context.WithTimeout(ctx, composing)
	defer cancel()
	composer := s.o.Composers[a.Kind]
	if composer == nil {
		return nil, jobs.Reason("no composer for " + a.Kind)
	}
	m, err := a.message()
	if err != nil {
		return nil, err
	}
	c, err := composer(ctx, pool, m)
	if err != nil || c == nil {
		return nil, fault.Wrap(err, "compose "+a.Kind)
	}
	if c.Lang != "" {
		m.Lang = c.Lang
	}
	who := Identity{Name: s.from.Name}
	if s.o.Identity != nil {
		if who, err = s.o.Identity(ctx, pool, m.Lang); err != nil {
			return nil, fault.Wrap(err, "identity of the institution")
		}
	}
	r, err := s.words.render(m, c, who)
	if err != nil {
		return nil, err
	}
	return s.build(a, c, r, who, now)
}

// again leaves the message to a later attempt, unless a day has passed since it
// was due. Errors of ours are tried for as long, and end the same way.
func (s *Sender) again(ctx context.Context, pool *bun.DB, a *attempt, err error, why string, now time.Time) error {
	if now.Sub(a.DueAt) >= giveUp {
		return a.settle(ctx, pool, Failed, short("given up after a day: "+why), now)
	}
	if e := a.rest(ctx, pool, short(why)); e != nil {
		return e
	}
	return err
}

// short fits the reason into its column.
func short(s string) string {
	if r := []rune(s); len(r) > 500 {
		return string(r[:500])
	}
	return s
}
