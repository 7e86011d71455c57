package privacy

import (
	"cmp"
	"context"
	"log/slog"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/jobs"
	"approdo/app/mail"
	"approdo/app/people"
)

// Notice says that a file is about to be forgotten.
type Notice struct {
	bun.BaseModel `bun:"table:retention_notices,alias:rn"`

	ID       int64 `bun:",pk,autoincrement"`
	PersonID int64
	GivenAt  time.Time
	// DueOn is the first day on which the file may go.
	DueOn desks.Date
	// Channel is how the person was told, "" where nobody could be reached.
	Channel string
	KeptAt  *time.Time
	DoneAt  *time.Time
	// KeptBy and KeptReason are who of the staff asked for it, and why.
	KeptBy, KeptReason string
}

const (
	// NoticeKind is the message that tells it.
	NoticeKind    = "privacy.notice"
	noticeSubject = "retention_notice"
	noticeToken   = "privacy notice" // of links
)

// Announce gives notice to those idle who have none, at most limit of them, and tells how
// many. The message goes to a contact of the file, where there is one. Who fails is left
// for the next time, and the first failure told once the others have their notice.
func Announce(ctx context.Context, idb bun.IDB, sms bool, now time.Time, limit int) (told int, err error) {
	var after int64
	var failed error
	for told < limit {
		idle, err := IdlePeople(ctx, idb, now, after, batch)
		if err != nil || len(idle) == 0 {
			return told, cmp.Or(failed, err)
		}
		for _, x := range idle {
			if after = x.ID; x.DueOn != nil || told == limit {
				continue
			}
			given, err := announce(ctx, idb, x.ID, sms, now)
			if given {
				told++
			}
			if failed = cmp.Or(failed, report(ctx, err, "give notice", x.ID)); ctx.Err() != nil {
				return told, failed
			}
		}
	}
	return told, failed
}

// batch is how many people are read at once.
const batch = 200

// report logs a failure by the id of the person, and gives it with that id.
func report(ctx context.Context, err error, what string, personID int64) error {
	if err == nil {
		return nil
	}
	slog.ErrorContext(ctx, "privacy: "+what, "person", personID, "error", jobs.Describe(err))
	return fault.Wrap(err, what+" "+strconv.FormatInt(personID, 10))
}

func announce(ctx context.Context, idb bun.IDB, id int64, sms bool, now time.Time) (given bool, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, err := people.Find(ctx, tx, program(), id)
		if err != nil {
			return err
		}
		m := mail.Message{Kind: NoticeKind, Subject: noticeSubject, Lang: p.Lang}
		m.Channel, m.To = reach(p, sms)
		n := &Notice{PersonID: id, GivenAt: now, DueOn: desks.InItaly(now).AddDays(NoticeDays), Channel: string(m.Channel)}
		_, err = tx.NewInsert().Model(n).ExcludeColumn("id", "kept_at", "done_at").On("CONFLICT DO NOTHING").Returning("id").Exec(ctx)
		if err = db.Translate(err); err != nil && !fault.Is(err, fault.NotFound) || n.ID == 0 {
			return fault.Wrap(err, "give notice")
		}
		given = true
		err = audit.Record(ctx, tx, audit.Entry{Actor: program().Ref(), Action: "privacy.notice", Subject: "person", SubjectID: id, Data: map[string]any{"channel": n.Channel, "due_on": n.DueOn.String()}, At: now})
		if err != nil || m.To == "" {
			return err
		}
		if m.SubjectID = n.ID; !i18n.Supported(m.Lang) {
			m.Lang = i18n.Italian
		}
		return mail.Queue(ctx, tx, m, now)
	})
	if fault.Is(err, fault.NotFound) {
		return false, nil // forgotten, or merged, while this looked
	}
	return given && err == nil, err
}

// program is who acts where nobody does.
func program() auth.Actor { return auth.Program("retention") }

// reach is where a message finds the person: an address first, a mobile number where the
// program has a gateway; none for who must not be written to.
func reach(p *people.Person, sms bool) (mail.Channel, string) {
	contacts := p.Reachable()
	for _, way := range []struct {
		kind string
		by   mail.Channel
	}{{people.Email, mail.ByMail}, {people.Phone, mail.BySMS}} {
		for _, c := range contacts {
			if c.Kind == way.kind && (sms || way.by == mail.ByMail) {
				return way.by, c.Value
			}
		}
	}
	return "", ""
}

// NoticeLink is the path of the page where a person says that they want to be kept.
func NoticeLink(s auth.Signer, id int64) string { return "/dati/" + s.Token(noticeToken, id) }

// NoticeByLink gives the notice a link stands for, with its person; NotFound for one that
// is invented or done. It changes nothing.
func NoticeByLink(ctx context.Context, idb bun.IDB, s auth.Signer, token string) (*Notice, *people.Person, error) {
	id, err := s.Open(noticeToken, token)
	if err != nil {
		return nil, nil, err
	}
	n := new(Notice)
	if err := idb.NewSelect().Model(n).Where("rn.id = ? AND rn.done_at IS NULL", id).Scan(ctx); err != nil {
		return nil, nil, fault.Wrap(db.Translate(err), "find a notice")
	}
	p, err := owner(ctx, idb, n)
	return n, p, err
}

// owner is whose notice it is.
func owner(ctx context.Context, idb bun.IDB, n *Notice) (*people.Person, error) {
	return people.Own(ctx, idb, auth.Actor{PersonID: n.PersonID})
}

// KeepByLink ends the notice of a link: the file stays for as long as files are kept, from
// now. Said already is quiet; NotFound where it is too late.
func KeepByLink(ctx context.Context, idb bun.IDB, s auth.Signer, token string, now time.Time) error {
	n, p, err := NoticeByLink(ctx, idb, s, token)
	if err != nil || n.KeptAt != nil {
		return err
	}
	return keepOpen(ctx, idb, auth.Actor{PersonID: p.ID}, p.ID, "", now)
}

// MaxReason is how long the reason of Keep may be; a CHECK too.
const MaxReason = 500

// Keep has the file of somebody stay for as long as files are kept, from now, with the
// reason: with a notice out or not. Invalid names reason, NotFound is nobody's file, or
// one merged into another.
func Keep(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64, reason string, now time.Time) error {
	reason = strings.TrimSpace(reason)
	var k fault.Check
	k.If(reason == "", "reason", "privacy.error.reason")
	k.If(utf8.RuneCountInString(reason) > MaxReason, "reason", "people.error.long", "Max", MaxReason)
	if err := k.Err(); err != nil {
		return err
	}
	return keepOpen(ctx, idb, actor, personID, reason, now)
}

// keepOpen ends the notice that is out, or writes one that was never given.
func keepOpen(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64, reason string, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if err := lockPerson(ctx, tx, personID); err != nil {
			return err
		}
		by := ""
		if reason != "" {
			by = actor.Ref()
		}
		res, err := tx.NewRaw("UPDATE retention_notices SET kept_at = ?, kept_by = ?, kept_reason = ? WHERE person_id IN "+people.OwnRecords+" AND kept_at IS NULL AND done_at IS NULL",
			now, by, reason, personID).Exec(ctx)
		if err == nil {
			if n, _ := res.RowsAffected(); n == 0 {
				_, err = tx.NewRaw("INSERT INTO retention_notices (person_id, given_at, due_on, kept_at, kept_by, kept_reason) VALUES (?, ?, ?, ?, ?, ?)",
					personID, now, desks.InItaly(now), now, by, reason).Exec(ctx)
			}
		}
		if err != nil {
			return fault.Wrap(db.Translate(err), "keep a file")
		}
		return audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "privacy.keep", Subject: "person", SubjectID: personID, At: now})
	})
}

// lockPerson holds the file of a living root: nothing new is tied to it until the
// transaction ends. NotFound where there is none.
func lockPerson(ctx context.Context, tx bun.Tx, id int64) error {
	var found int64
	err := tx.NewRaw("SELECT id FROM people WHERE id = ? AND root_id IS NULL AND forgotten_at IS NULL FOR UPDATE", id).Scan(ctx, &found)
	return fault.Wrap(db.Translate(err), "hold a file")
}
