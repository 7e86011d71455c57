package cases

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/people"
)

// Intake is what begins a case.
type Intake struct {
	PersonID, DeskID int64
	// UserID is the holder's account, 0 for the actor's own.
	UserID int64
	// NoticeVersion and NoticeLang are of the privacy notice handed over.
	NoticeVersion, NoticeLang string
	Need                      string
}

// TakeInCharge begins a person's case at one of the actor's desks and gives its id. A
// person who has an open case there already gets that one's id: a second press changes
// nothing. Invalid names the fields notice and need; a person the desk does not know, or
// a holder who does not work there, is NotFound.
func TakeInCharge(ctx context.Context, idb bun.IDB, actor auth.Actor, in Intake, now time.Time) (int64, error) {
	in.Need = strings.TrimSpace(strings.ReplaceAll(in.Need, "\r\n", "\n"))
	if in.UserID == 0 {
		in.UserID = actor.UserID
	}
	var k fault.Check
	k.If(in.NoticeVersion == "" || !i18n.Supported(in.NoticeLang), "notice", "cases.error.notice")
	k.If(utf8.RuneCountInString(in.Need) > MaxNeed, "need", "cases.error.long", "Max", MaxNeed)
	k.If(!utf8.ValidString(in.Need) || strings.ContainsRune(in.Need, 0), "need", "cases.error.characters")
	if err := k.Err(); err != nil {
		return 0, err
	}
	var id int64
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) (err error) {
		id, err = in.open(ctx, tx, actor, now)
		return err
	})
	return id, err
}

func (in Intake) open(ctx context.Context, tx bun.IDB, actor auth.Actor, now time.Time) (int64, error) {
	p, err := people.Find(ctx, tx, actor, in.PersonID)
	if err != nil {
		return 0, err
	}
	if err := db.Lock(ctx, tx, "cases.person", p.ID, ""); err != nil {
		return 0, err
	}
	var id int64
	err = tx.NewRaw(`SELECT c.id FROM cases AS c JOIN people AS p ON p.id = c.person_id
		WHERE COALESCE(p.root_id, p.id) = ? AND c.desk_id = ? AND c.closed_at IS NULL`, p.ID, in.DeskID).Scan(ctx, &id)
	if err = db.Translate(err); err == nil || !fault.Is(err, fault.NotFound) {
		return id, fault.Wrap(err, "look for an open case")
	}
	if !mayWork(p, actor, in.DeskID) {
		return 0, fault.Missing()
	}
	if err := worksAt(ctx, tx, in.UserID, in.DeskID); err != nil {
		return 0, err
	}
	c := &Case{PersonID: p.ID, DeskID: in.DeskID, UserID: in.UserID, OpenedAt: now, OpenedBy: actor.Ref(),
		NoticeVersion: in.NoticeVersion, NoticeLang: in.NoticeLang, Need: in.Need}
	if _, err := tx.NewInsert().Model(c).Returning("id").Exec(ctx); err != nil {
		return 0, fault.Wrap(db.Translate(err), "open case")
	}
	if err := hold(ctx, tx, c, "", actor, now); err != nil {
		return 0, err
	}
	if err := planFirst(ctx, tx, c, now, actor); err != nil {
		return 0, err
	}
	return c.ID, Record(ctx, tx, actor, c, "open", map[string]any{"notice": in.NoticeVersion, "lang": in.NoticeLang}, now)
}

// Takeable are the desks of the actor that know a person and may take them in charge:
// those without an open case among list, which is ListOf that person.
func Takeable(p *people.Person, actor auth.Actor, list []Case) []int64 {
	var ids []int64
	for _, id := range p.DeskIDs {
		open := slices.ContainsFunc(list, func(c Case) bool { return c.DeskID == id && c.Open() })
		if mayWork(p, actor, id) && !open {
			ids = append(ids, id)
		}
	}
	return ids
}

// mayWork says that the desk is the actor's and knows the person.
func mayWork(p *people.Person, actor auth.Actor, deskID int64) bool {
	ids, all := actor.Desks()
	mine := all
	for _, id := range ids {
		mine = mine || id == deskID
	}
	for _, id := range p.DeskIDs {
		if id == deskID {
			return mine
		}
	}
	return false
}

// worksAt is NotFound for an account that is shut, or that neither works at the desk
// nor sees every desk.
func worksAt(ctx context.Context, tx bun.IDB, userID, deskID int64) error {
	user, err := auth.FindUser(ctx, tx, auth.Program("cases"), userID)
	if err != nil {
		return err
	}
	ids, all := auth.Actor{UserID: user.ID, Roles: user.Roles, DeskIDs: user.DeskIDs}.Desks()
	for _, id := range ids {
		all = all || id == deskID
	}
	if !user.Enabled() || !all {
		return fault.Missing()
	}
	return nil
}

func hold(ctx context.Context, tx bun.IDB, c *Case, reason string, actor auth.Actor, now time.Time) error {
	_, err := tx.NewRaw("INSERT INTO case_holders (case_id, user_id, since, by, reason) VALUES (?, ?, ?, ?, ?)",
		c.ID, c.UserID, now, actor.Ref(), reason).Exec(ctx)
	return fault.Wrap(db.Translate(err), "note who follows a case")
}

// Record adds a line to the audit trail about a case: no names, nothing typed.
func Record(ctx context.Context, tx bun.IDB, actor auth.Actor, c *Case, verb string, data map[string]any, now time.Time) error {
	return audit.Record(ctx, tx, audit.Entry{
		Actor: actor.Ref(), Action: "cases." + verb, Subject: "case", SubjectID: c.ID, DeskID: c.DeskID, Data: data, At: now,
	})
}
