package waiting

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/appointments"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/mail"
	"approdo/app/people"
)

// Kinds of messages, each a pair of views under views/mail and a short text.
const (
	kindJoined = "waiting.joined"
	kindOffer  = "waiting.offer"
)

// Subjects of the messages in the ledger.
const (
	// Subject is an entry, OfferSubject an offer.
	Subject      = "waiting_entry"
	OfferSubject = "waiting_offer"
)

// worthSending is the least time to answer that makes an offer worth sending late.
const worthSending = 10 * time.Minute

// send queues a message to who can be written to; at is when, the zero time at once.
func (e *Entry) send(ctx context.Context, tx bun.IDB, kind string, id int64, sms bool, now, at time.Time) error {
	c := e.Contact()
	by := c.Way(sms)
	if by == "" {
		return nil
	}
	m := mail.Message{Kind: kind, Subject: Subject, SubjectID: id, Channel: by, To: c.Recipient(by), Lang: e.Lang}
	if kind == kindOffer {
		m.Subject = OfferSubject
	}
	if at.After(now) {
		m.At = at
	}
	return fault.Wrap(mail.Queue(ctx, tx, m, now), "queue "+kind)
}

// Letter is what the views are given.
type Letter struct {
	Initials string
	Area     i18n.Text
	// Desk is empty for any desk; Address says where it is.
	Desk    i18n.Text
	Address string
	// Start, End and Until are of an offer; Last says that no other one follows.
	Start, End, Until time.Time
	Last              bool
	// Until of an entry: the last day of use.
	LastDay time.Time
	// Entry is the link of the entry, to change it or leave.
	Entry string
}

// Letters write the messages of the list.
type Letters struct{ appointments.MailOptions }

// Link is the portal's address of an entry.
func (o Letters) Link(lang string, id int64) string {
	return o.address(lang, "/lista-attesa/"+o.Signer.Token(TokenPurpose, id))
}

func (o Letters) offerLink(lang string, id int64) string {
	return o.address(lang, "/proposte/"+o.Signer.Token(OfferPurpose, id))
}

func (o Letters) address(lang, path string) string {
	return strings.TrimSuffix(o.BaseURL, "/") + i18n.Path(lang, path)
}

// unsubscribe is the address mail programs post to, only where they can: over https.
func (o Letters) unsubscribe(id int64) string {
	if !strings.HasPrefix(o.BaseURL, "https://") {
		return ""
	}
	return o.Link(i18n.Italian, id) + "/disiscrizione"
}

func (o Letters) now() time.Time {
	if o.Now == nil {
		return time.Now()
	}
	return o.Now()
}

// Composers write the mails; each reads what is true when it is sent, and what is no
// longer useful by then is dropped.
func Composers(o appointments.MailOptions) map[string]mail.Composer {
	l := Letters{o}
	return map[string]mail.Composer{kindJoined: l.composeJoined, kindOffer: l.composeOffer}
}

func (o Letters) composeJoined(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
	e, err := find(ctx, idb, m.SubjectID)
	if err != nil || !e.Live() {
		return nil, err
	}
	link := o.Link(m.Lang, e.ID)
	x := Letter{Initials: people.Initials(e.Name), Area: e.Area.Name, LastDay: e.Until.Time(), Entry: link}
	zone := time.UTC
	if e.Desk != nil {
		x.Desk, x.Address, zone = e.Desk.Name, e.Desk.Site.Address(), e.Desk.Location()
	}
	return &mail.Content{
		Data: x, SubjectKey: "waiting.mail_joined.subject", ReasonKey: "waiting.mail.reason",
		Button: &mail.Button{Key: "waiting.mail_joined.button", URL: link}, Zone: zone, Unsubscribe: o.unsubscribe(e.ID),
	}, nil
}

// findOffer gives an offer that is still worth telling, with its entry and desk; nil
// for none any more.
func (o Letters) findOffer(ctx context.Context, idb bun.IDB, m mail.Message) (*OfferCard, *Entry, error) {
	now := o.now()
	card, err := FindOffer(ctx, idb, m.SubjectID, now)
	if err != nil || !card.Open || card.Until.Sub(now) < worthSending {
		return nil, nil, err
	}
	if loc := card.Desk.Location(); !awake(now.In(loc)).Equal(now) {
		return nil, nil, appointments.Asleep()
	}
	e, err := find(ctx, idb, card.EntryID)
	return card, e, err
}

func (o Letters) composeOffer(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
	card, e, err := o.findOffer(ctx, idb, m)
	if err != nil || card == nil {
		return nil, err
	}
	x := Letter{
		Initials: card.Initials, Area: e.Area.Name, Desk: card.Desk.Name, Address: whereabouts(card.Desk),
		Start: card.Start, End: card.End, Until: card.Until, Last: card.Last, Entry: o.Link(m.Lang, e.ID),
	}
	return &mail.Content{
		Data: x, SubjectKey: "waiting.mail_offer.subject", SubjectArgs: []any{"When", o.Catalog.For(m.Lang).DateTime(card.Start)},
		ReasonKey: "waiting.mail.reason", Button: &mail.Button{Key: "waiting.mail_offer.button", URL: o.offerLink(m.Lang, card.ID)},
		Zone: card.Desk.Location(), Unsubscribe: o.unsubscribe(e.ID),
	}, nil
}

func whereabouts(d *desks.Desk) string { return d.Site.Name + ", " + d.Site.Address() }

// Texts word the short messages.
func Texts(o appointments.MailOptions) map[string]mail.TextComposer {
	l := Letters{o}
	return map[string]mail.TextComposer{kindJoined: l.textJoined, kindOffer: l.textOffer}
}

func (o Letters) textJoined(ctx context.Context, idb bun.IDB, m mail.Message) ([]string, error) {
	e, err := find(ctx, idb, m.SubjectID)
	if err != nil || !e.Live() {
		return nil, err
	}
	return []string{o.Catalog.For(m.Lang).T("waiting.sms.joined", "Link", o.Link(m.Lang, e.ID))}, nil
}

func (o Letters) textOffer(ctx context.Context, idb bun.IDB, m mail.Message) ([]string, error) {
	card, _, err := o.findOffer(ctx, idb, m)
	if err != nil || card == nil {
		return nil, err
	}
	l := o.Catalog.For(m.Lang)
	say := func(where string) string {
		return l.T("waiting.sms.offer", "Day", l.Date(card.Start), "Time", l.Time(card.Start), "Place", where,
			"Until", l.Time(card.Until), "Link", o.offerLink(m.Lang, card.ID))
	}
	desk := l.Plain(card.Desk.Name)
	return []string{say(desk + ", " + card.Desk.Site.Street), say(desk)}, nil
}
