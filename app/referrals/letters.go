package referrals

import (
	"context"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/desks"
	"approdo/app/mail"
	"approdo/app/partners"
)

// Letter is what the views of the messages are given. Why somebody was referred, and
// anything of special categories, never stands in one.
type Letter struct {
	// Name is the part of the keys that tells the letters apart: "sent", "accepted" …; Next
	// the one of what comes next, which differs for a body of the network.
	Name, Next string
	// From is the desk that follows the person, To who was asked, in the reader's language.
	From, To string
	Initials string
	// Items are the keys of what To may read, none where it reads nothing.
	Items []string
	// Phone and Email are those of From.
	Phone, Email string
}

// Letters write the messages of this noun.
type Letters struct{ appointments.MailOptions }

// Composers write the mails; each reads what is true when it is sent.
func Composers(o appointments.MailOptions) map[string]mail.Composer {
	all, l := map[string]mail.Composer{}, Letters{o}
	for _, kind := range letterKinds() {
		all[kind] = l.compose
	}
	all[kindNotice] = l.composeNotice
	return all
}

// Texts word the short messages: they say that there is something to hear, and no more,
// because telephones are shared.
func Texts(o appointments.MailOptions) map[string]mail.TextComposer {
	all, l := map[string]mail.TextComposer{}, Letters{o}
	for _, kind := range letterKinds() {
		all[kind] = l.text
	}
	return all
}

func letterKinds() []string {
	return []string{kindSent, kindAccepted, kindEnded, kindWithdrawn, kindReported}
}

// letter gathers what a message says; nil where it is no longer true.
func (o Letters) letter(ctx context.Context, idb bun.IDB, m mail.Message) (*Letter, error) {
	if m.Subject == OutgoingSubject {
		return o.letterOut(ctx, idb, m)
	}
	program := auth.Program("referrals")
	r, err := Find(ctx, idb, program, m.SubjectID)
	if err != nil {
		return nil, err
	}
	if r.WithdrawnAt != nil && m.Kind != kindWithdrawn {
		return nil, nil
	}
	to, err := desks.Find(ctx, idb, r.ToDeskID)
	if err != nil {
		return nil, err
	}
	x := &Letter{To: o.Catalog.For(m.Lang).Plain(to.Name)}
	if m.Kind == kindSent {
		x.Items = ShareKeys(r.Items)
	}
	return x, o.sign(ctx, idb, x, m, r.CaseID)
}

// letterOut is letter for a person sent to a body of the network.
func (o Letters) letterOut(ctx context.Context, idb bun.IDB, m mail.Message) (*Letter, error) {
	program := auth.Program("referrals")
	g, err := FindOutgoing(ctx, idb, program, m.SubjectID)
	if err != nil {
		return nil, err
	}
	if g.State == Withdrawn && m.Kind != kindWithdrawn {
		return nil, nil
	}
	body, err := partners.Find(ctx, idb, program, g.PartnerID)
	if err != nil {
		return nil, err
	}
	x := &Letter{To: body.Name}
	if m.Kind == kindSent {
		x.Items = OutgoingKeys(g.Items)
	}
	err = o.sign(ctx, idb, x, m, g.CaseID)
	if m.Kind != kindAccepted {
		x.Next = "out_" + x.Name
	}
	return x, err
}

// sign adds who writes, and to whom.
func (o Letters) sign(ctx context.Context, idb bun.IDB, x *Letter, m mail.Message, caseID int64) error {
	c, err := cases.Find(ctx, idb, auth.Program("referrals"), caseID)
	if err != nil {
		return err
	}
	x.Name = strings.TrimPrefix(m.Kind, "referrals.")
	x.Next = x.Name
	x.From, x.Initials = o.Catalog.For(m.Lang).Plain(c.Desk.Name), c.Person.Initials()
	x.Phone, x.Email = c.Desk.Phone, c.Desk.Email
	return nil
}

func (o Letters) compose(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
	x, err := o.letter(ctx, idb, m)
	if err != nil || x == nil {
		return nil, err
	}
	return &mail.Content{Data: *x, SubjectKey: "referrals.mail_" + x.Name + ".subject"}, nil
}

func (o Letters) text(ctx context.Context, idb bun.IDB, m mail.Message) ([]string, error) {
	x, err := o.letter(ctx, idb, m)
	if err != nil || x == nil {
		return nil, err
	}
	return []string{strings.TrimSpace(o.Catalog.For(m.Lang).T("referrals.sms", "Desk", x.From, "Phone", x.Phone))}, nil
}

// ShareKeys are the message keys of what is shared, the identity first, in the order of
// Items.
func ShareKeys(items []string) []string { return keysOf("referrals.share.identity", Items(), items) }

func keysOf(first string, order, items []string) []string {
	keys := []string{first}
	for _, item := range order {
		if slices.Contains(items, item) {
			keys = append(keys, shareKey(item))
		}
	}
	return keys
}

func shareKey(item string) string {
	if item == cases.Pact || item == cases.Plan {
		return "document." + item
	}
	return "referrals.share." + item
}
