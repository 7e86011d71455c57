package cvs

import (
	"bytes"
	"context"
	"embed"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/db"
	"approdo/app/europass"
	"approdo/app/fault"
	"approdo/app/files"
	"approdo/app/i18n"
	"approdo/app/occupations"
	"approdo/app/people"
	"approdo/app/preferences"
)

// demoCVs are CVs of invented people made in this program, each beside the Europass document
// that is in it: a demo is the same on a machine that cannot print.
//
//go:embed demo/*.pdf demo/*.xml
var demoCVs embed.FS

// demo writes what invented people did themselves.
type demo struct {
	tx    bun.Tx
	vault *files.Vault
	book  *consents.Book
}

// SeedDemo gives invented people a CV, by the person: valid and sent to two employers, of
// whom one reads and the other lost it again; near its end; obsolete. They are the
// waitress, the care assistant and the driver of the demo.
func SeedDemo(ctx context.Context, tx bun.Tx, vault *files.Vault, waitress, carer, driver int64, now time.Time) error {
	d := demo{tx, vault, consents.NewBook(Follow)}
	for _, step := range []func() error{
		func() error { return d.write(ctx, waitress, "cameriera", now.AddDate(0, 0, -30)) },
		func() error {
			return d.agree(ctx, waitress, consents.Form{Purpose: consents.Matching}, now.AddDate(0, 0, -29))
		},
		func() error {
			return d.takeBack(ctx, waitress, "Trattoria Esempio", "sala@trattoria.example", now.AddDate(0, 0, -20))
		},
		func() error {
			return d.send(ctx, waitress, "Officina Esempio", "lavoro@officina.example", now.AddDate(0, 0, -6))
		},
		func() error { return d.write(ctx, carer, "assistente", endingIn(10, now)) },
		func() error {
			return d.agree(ctx, carer, consents.Form{Purpose: consents.Matching}, now.AddDate(0, -5, 0))
		},
		func() error { return d.wants(ctx, driver, "autista-camion", now.AddDate(0, -7, 0)) },
		func() error { return d.write(ctx, driver, "autista", now.AddDate(0, -7, 0)) },
	} {
		if err := step(); err != nil {
			return fault.Wrap(err, "seed CVs")
		}
	}
	return nil
}

// endingIn is when a CV came whose last day is so many days from now, or a little before:
// not every day is the end of six months.
func endingIn(days int, now time.Time) time.Time {
	zone := i18n.Rome()
	y, m, d := now.In(zone).Date()
	end := time.Date(y, m, d+days+1, 0, 0, 0, 0, zone)
	at := end.AddDate(0, -Months, 3)
	for validFrom(at, zone).After(end) {
		at = at.AddDate(0, 0, -1)
	}
	return at
}

// write lets a person write a CV and save it.
func (d demo) write(ctx context.Context, personID int64, name string, at time.Time) error {
	pdf, err := demoCVs.ReadFile("demo/" + name + ".pdf")
	if err != nil {
		return err
	}
	document, err := demoCVs.ReadFile("demo/" + name + ".xml")
	if err != nil {
		return err
	}
	p, err := europass.Parse(bytes.NewReader(document))
	if err != nil {
		return err
	}
	w := Writer{Actor: auth.Actor{PersonID: personID}}
	if _, err := BeginDraft(ctx, d.tx, w, at); err != nil {
		return err
	}
	draft, err := w.change(ctx, d.tx, at, func(x *Draft) (bool, error) { x.Data = p; return true, nil })
	if err != nil {
		return err
	}
	_, err = FinishDraft(ctx, d.tx, d.vault, w, Finish{PDF: pdf, Profile: p, Version: draft.Version}, at)
	return err
}

// wants writes the job a person looks for.
func (d demo) wants(ctx context.Context, personID int64, code string, at time.Time) error {
	o := new(occupations.Occupation)
	if err := d.tx.NewSelect().Model(o).Where("code = ?", code).Scan(ctx); err != nil {
		return db.Translate(err)
	}
	_, err := preferences.AddOwn(ctx, d.tx, auth.Actor{PersonID: personID}, preferences.Form{OccupationID: o.ID, ByWork: true}, at)
	return err
}

// agree gives a consent in the person's own area, in their language.
func (d demo) agree(ctx context.Context, personID int64, f consents.Form, at time.Time) error {
	actor := auth.Actor{PersonID: personID}
	p, err := people.Own(ctx, d.tx, actor)
	if err != nil {
		return err
	}
	text, err := consents.TextOf(f.Purpose, p.Lang, f.Employer, f.EmployerEmail)
	if err != nil {
		return err
	}
	f.Version, f.Lang = text.Version, text.Lang
	_, err = d.book.GiveOwn(ctx, d.tx, actor, f, at)
	return err
}

// send is a CV sent to an employer a day after its person said yes, and read the next.
func (d demo) send(ctx context.Context, personID int64, employer, email string, at time.Time) error {
	if err := d.agree(ctx, personID, consents.Form{Purpose: consents.Sharing, Employer: employer, EmployerEmail: email}, at); err != nil {
		return err
	}
	s, err := ShareWith(ctx, d.tx, auth.Program("seed"), personID, email, at.AddDate(0, 0, 1))
	if err != nil {
		return err
	}
	return s.mark(ctx, d.tx, "opened_at", at.AddDate(0, 0, 2))
}

// takeBack is send, and a week later the person changed their mind.
func (d demo) takeBack(ctx context.Context, personID int64, employer, email string, at time.Time) error {
	if err := d.send(ctx, personID, employer, email, at); err != nil {
		return err
	}
	c, err := consents.Live(ctx, d.tx, personID, consents.Sharing, email, at.AddDate(0, 0, 7))
	if err != nil {
		return err
	}
	return d.book.WithdrawOwn(ctx, d.tx, auth.Actor{PersonID: personID}, c.ID, at.AddDate(0, 0, 7))
}
