package privacy

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/mail"
	"approdo/app/people"
	"approdo/app/personal"
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
}

const (
	noticeKind  = "privacy.notice"
	noticeToken = "privacy notice" // of links
)

// Announce gives notice to those idle who have none, at most limit of them, and tells how
// many. The message goes to a contact of the file, where there is one.
func Announce(ctx context.Context, idb bun.IDB, sms bool, now time.Time, limit int) (told int, err error) {
	var after int64
	for told < limit {
		idle, err := IdlePeople(ctx, idb, now, after, limit)
		if err != nil || len(idle) == 0 {
			return told, err
		}
		for _, x := range idle {
			if after = x.ID; x.DueOn != nil {
				continue
			}
			if err := announce(ctx, idb, x.ID, sms, now); err != nil {
				return told, err
			}
			told++
		}
	}
	return told, nil
}

func announce(ctx context.Context, idb bun.IDB, id int64, sms bool, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, err := people.Find(ctx, tx, auth.Program("retention"), id)
		if err != nil {
			return err
		}
		m := mail.Message{Kind: noticeKind, Subject: "retention_notice", Lang: p.Lang}
		m.Channel, m.To = reach(p, sms)
		n := &Notice{PersonID: id, GivenAt: now, DueOn: desks.DateOf(now.In(i18n.Rome())).AddDays(NoticeDays), Channel: string(m.Channel)}
		_, err = tx.NewInsert().Model(n).ExcludeColumn("id", "kept_at", "done_at").On("CONFLICT DO NOTHING").Returning("id").Exec(ctx)
		if err != nil || n.ID == 0 || m.To == "" {
			return fault.Wrap(db.Translate(err), "give notice")
		}
		if m.SubjectID = n.ID; !i18n.Supported(m.Lang) {
			m.Lang = i18n.Italian
		}
		return mail.Queue(ctx, tx, m, now)
	})
}

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
	p, err := people.Own(ctx, idb, auth.Actor{PersonID: n.PersonID})
	return n, p, err
}

// KeepByLink ends the notice of a link: the file stays for as long as files are kept, from
// now. Said already is quiet.
func KeepByLink(ctx context.Context, idb bun.IDB, s auth.Signer, token string, now time.Time) error {
	n, p, err := NoticeByLink(ctx, idb, s, token)
	if err != nil || n.KeptAt != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		res, err := tx.NewRaw("UPDATE retention_notices SET kept_at = ? WHERE id = ? AND kept_at IS NULL AND done_at IS NULL", now, n.ID).Exec(ctx)
		if err := db.One(res, err); err != nil {
			return fault.Wrap(err, "keep a file")
		}
		return audit.Record(ctx, tx, audit.Entry{Actor: auth.Actor{PersonID: p.ID}.Ref(), Action: "privacy.keep", Subject: "person", SubjectID: p.ID, At: now})
	})
}

// ForgetIdle forgets those whose notice is due and with whom still nothing happened; who
// came back loses the notice. At most limit of them; it tells how many are forgotten.
func (o Office) ForgetIdle(ctx context.Context, idb bun.IDB, now time.Time, limit int64) (done int, err error) {
	var due []Notice
	err = idb.NewSelect().Model(&due).Where("rn.kept_at IS NULL AND rn.done_at IS NULL AND rn.due_on <= ?", desks.DateOf(now.In(i18n.Rome()))).
		Order("rn.due_on", "rn.id").Limit(limit).Scan(ctx)
	if err != nil {
		return 0, fault.Wrap(db.Translate(err), "list notices that are due")
	}
	months, err := Months(ctx, idb, personal.Path)
	if err != nil {
		return 0, err
	}
	for _, n := range due {
		gone, err := o.settle(ctx, idb, n, months, now)
		if err != nil {
			return done, err
		}
		if gone {
			done++
		}
	}
	return done, nil
}

// settle forgets the person of a notice, or ends it where they came back.
func (o Office) settle(ctx context.Context, idb bun.IDB, n Notice, months int, now time.Time) (gone bool, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		still, err := IdlePeople(ctx, tx, now, n.PersonID-1, 1)
		if err != nil {
			return err
		}
		column := "kept_at"
		if gone = len(still) == 1 && still[0].ID == n.PersonID; gone {
			column = "done_at"
			if err := o.Forget(ctx, tx, auth.Program("retention"), n.PersonID, months, now); err != nil {
				return err
			}
		}
		_, err = tx.NewRaw("UPDATE retention_notices SET "+column+" = ? WHERE id = ? AND kept_at IS NULL AND done_at IS NULL", now, n.ID).Exec(ctx)
		return fault.Wrap(db.Translate(err), "settle a notice")
	})
	return gone, err
}
