package privacy

import (
	"context"
	"strings"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/mail"
	"approdo/app/people"
)

// Kinds of messages about requests and copies.
const (
	kindReceived = "privacy.received"
	kindExtended = "privacy.extended"
	kindAnswered = "privacy.answered"
	kindFarewell = "privacy.farewell"
	kindCopy     = "privacy.copy_ready"
	kindLifting  = "privacy.lifting"

	// farewellSubject is apart from requestSubject, whose messages Forget deletes.
	farewellSubject = "privacy_farewell"
)

// RequestMail is what the views of these messages show: whom it is for, as initials, for an
// address may be shared; the kind of request, and a day.
type RequestMail struct{ Initials, What, Until string }

type requestLetters struct{ people.LetterOptions }

// subjects are the headings of the messages, by kind.
var subjects = map[string]string{
	kindReceived: "mail.privacy_received.subject", kindExtended: "mail.privacy_extended.subject", kindAnswered: "mail.privacy_answered.subject",
	kindCopy: "mail.privacy_copy_ready.subject", kindFarewell: "mail.privacy_farewell.subject",
	kindLifting: "mail.privacy_lifting.subject",
}

// RequestComposers write the mails about requests and copies, by kind.
func RequestComposers(o people.LetterOptions) map[string]mail.Composer {
	x := requestLetters{o}
	return map[string]mail.Composer{kindReceived: x.composeRequest, kindExtended: x.composeRequest, kindAnswered: x.composeRequest,
		kindFarewell: x.composeFarewell, kindCopy: x.composeCopy, kindLifting: x.composeLifting}
}

// RequestTexts word the same as short messages.
func RequestTexts(o people.LetterOptions) map[string]mail.TextComposer {
	x := requestLetters{o}
	return map[string]mail.TextComposer{kindReceived: x.text("area.data.sms.received"), kindExtended: x.text("area.data.sms.news"),
		kindAnswered: x.text("area.data.sms.news"), kindCopy: x.text("area.data.sms.news"), kindFarewell: x.text("area.data.sms.farewell"),
		kindLifting: x.text("area.data.sms.lifting")}
}

// door leads a person to their area: their own link, or where one is asked for.
func (o requestLetters) door(ctx context.Context, idb bun.IDB, personID int64) (string, error) {
	w, err := people.OwnWay(ctx, idb, personID, o.Now())
	if fault.Is(err, fault.NotFound) {
		return "/area-personale", nil
	}
	if err != nil {
		return "", err
	}
	return people.AccessLink(o.Signer, w.ID), nil
}

func (o requestLetters) content(ctx context.Context, idb bun.IDB, m mail.Message, personID int64, data RequestMail, subject string) (*mail.Content, error) {
	p, err := people.Own(ctx, idb, auth.Actor{PersonID: personID})
	if err != nil {
		return nil, err
	}
	link, err := o.door(ctx, idb, personID)
	data.Initials = p.Initials()
	return &mail.Content{Data: data, SubjectKey: subject, ReasonKey: "mail.people_access.reason",
		Button: &mail.Button{Key: "mail.privacy.button", URL: link}}, err
}

func (o requestLetters) composeRequest(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
	q := new(Request)
	if err := idb.NewSelect().Model(q).Where("rq.id = ?", m.SubjectID).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "find a request")
	}
	if q.State == Withdrawn || q.State != Open && m.Kind != kindAnswered {
		return nil, nil
	}
	l := o.Catalog.For(m.Lang)
	data := RequestMail{What: l.T("area.data.kind." + q.Kind), Until: l.DateOn(q.DueOn.Time())}
	return o.content(ctx, idb, m, q.PersonID, data, subjects[m.Kind])
}

func (o requestLetters) composeCopy(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
	c, err := findCopy(ctx, idb, m.SubjectID)
	if err != nil || !c.Live(o.Now()) {
		return nil, err
	}
	return o.content(ctx, idb, m, c.PersonID, RequestMail{Until: o.Catalog.For(m.Lang).DateOn(c.ExpiresAt.In(i18n.Rome()))}, subjects[kindCopy])
}

// composeLifting says from which day the data are used again, and why; nothing of an end
// that was taken back.
func (o requestLetters) composeLifting(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
	x := new(people.Restriction)
	if err := idb.NewSelect().Model(x).Where("pr.id = ?", m.SubjectID).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "find a restriction")
	}
	if x.LiftsAt == nil {
		return nil, nil
	}
	return o.content(ctx, idb, m, x.PersonID, RequestMail{Until: o.Catalog.For(m.Lang).DateShort(x.LiftsAt.In(i18n.Rome()))}, subjects[kindLifting])
}

// composeFarewell says what became of the data of somebody forgotten; their file no longer
// tells who they were.
func (o requestLetters) composeFarewell(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
	var until desks.Date
	err := idb.NewRaw(`SELECT k.until FROM kept_records AS k JOIN privacy_requests AS q ON q.id = ?
		WHERE k.person_id = (SELECT COALESCE(root_id, id) FROM people WHERE id = q.person_id) ORDER BY k.id DESC LIMIT 1`, m.SubjectID).Scan(ctx, &until)
	if err != nil && !fault.Is(db.Translate(err), fault.NotFound) {
		return nil, fault.Wrap(db.Translate(err), "find what is kept")
	}
	data := RequestMail{}
	if !until.IsZero() {
		data.Until = o.Catalog.For(m.Lang).DateOn(until.Time())
	}
	return &mail.Content{Data: data, SubjectKey: subjects[kindFarewell], ReasonKey: "mail.people_access.reason"}, nil
}

// text words a short message that leads to the person's area.
func (o requestLetters) text(key string) mail.TextComposer {
	return func(ctx context.Context, idb bun.IDB, m mail.Message) ([]string, error) {
		args := []any{}
		if m.Kind != kindFarewell {
			table := "privacy_requests"
			switch m.Kind {
			case kindCopy:
				table = "privacy_copies"
			case kindLifting:
				table = "people_restrictions"
			}
			var person int64
			if err := idb.NewRaw("SELECT person_id FROM "+table+" WHERE id = ?", m.SubjectID).Scan(ctx, &person); err != nil {
				return nil, fault.Wrap(db.Translate(err), "find whom a message is for")
			}
			link, err := o.door(ctx, idb, person)
			if err != nil {
				return nil, err
			}
			args = append(args, "Link", strings.TrimSuffix(o.BaseURL, "/")+i18n.Path(m.Lang, link))
		}
		return []string{o.Catalog.For(m.Lang).T(key, args...)}, nil
	}
}
