package appointments

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/mail"
	"approdo/app/people"
)

// ProofLetter is what views/mail/appointments_proof are given: enough to recognise
// the wish, no name and no word of the person's.
type ProofLetter struct {
	Initials, Booker string
	Start, Until     time.Time
	Desk             i18n.Text
	Building         string
	Address          string
}

// composeProof writes the mail that asks to confirm; nothing where the form is
// confirmed, ran out or waits for another mail by now.
func (o MailOptions) composeProof(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
	now := o.now()
	d, err := FindProof(ctx, idb, m.SubjectID, now)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if d.AppointmentID != nil || !d.Proof.Waits(now) || d.Proof.Mails != m.Version {
		return nil, nil
	}
	zone := d.Desk.Location()
	return &mail.Content{
		SubjectKey: "appointments.mail_proof.subject", SubjectArgs: []any{"When", o.Catalog.For(m.Lang).DateTime(d.Start())},
		ReasonKey: "appointments.mail_proof.reason", Zone: zone,
		Button: &mail.Button{Key: "booking.summary.confirm", URL: "/prenota/conferma/" + o.Signer.Token(ProofPurpose, m.SubjectID)},
		Data: ProofLetter{
			Initials: people.Initials(d.Name), Booker: people.Initials(d.Booker), Start: d.Start(), Until: d.Proof.Until.In(zone),
			Desk: d.Desk.Name, Building: d.Desk.Site.Name, Address: d.Desk.Site.Address(),
		},
	}, nil
}
