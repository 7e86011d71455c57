package assessments

import (
	"context"
	"regexp"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/files"
	"approdo/app/i18n"
	"approdo/app/people"
)

// NewTest is a test as it was typed.
type NewTest struct {
	// Key is a random text of the form: sent twice, one test.
	Key     string
	Name    string
	GivenOn desks.Date
	// UserID is who gave it, 0 where Giver names somebody else.
	UserID int64
	Giver  string
	Lang   string
	Result string
	Health bool
	Files  []Upload
}

var keyShape = regexp.MustCompile(`^[A-Za-z0-9_-]{16,64}$`)

// Note records a test given on a case of the actor's desks, closed ones included: papers
// may come late. It gives its id; the same key gives the same test. With data about
// health it needs the permission for special categories. Invalid names name, given_on,
// user, giver, lang, result, health and files.
func Note(ctx context.Context, idb bun.IDB, v *files.Vault, signer auth.Signer, actor auth.Actor, caseID int64, in NewTest, now time.Time) (id int64, err error) {
	if !keyShape.MatchString(in.Key) {
		return 0, fault.Missing()
	}
	in.Name, in.Giver, in.Result = oneLine(in.Name), oneLine(in.Giver), lines(in.Result)
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		c, err := cases.Lock(ctx, tx, actor, caseID)
		if err != nil {
			return err
		}
		t := &Test{Key: actor.Ref() + ":" + in.Key, CaseID: c.ID, DeskID: c.DeskID, Name: in.Name, GivenOn: in.GivenOn, Giver: in.Giver, Lang: in.Lang,
			Result: in.Result, Health: in.Health, NotedAt: now, NotedBy: actor.Ref()}
		if in.UserID != 0 {
			t.UserID = &in.UserID
		}
		err = tx.NewSelect().Model((*Test)(nil)).Column("t.id").Where("t.entry_key = ? AND t.case_id = ?", t.Key, c.ID).Scan(ctx, &id)
		if err = db.Translate(err); err == nil || !fault.Is(err, fault.NotFound) {
			return fault.Wrap(err, "look for a test")
		}
		if err := in.check(ctx, tx, actor, c.DeskID, now); err != nil {
			return err
		}
		id, err = t.insert(ctx, tx, signer, actor, now)
		if err != nil {
			return err
		}
		return keep(ctx, tx, v, actor, owner{"given_test", id}, in.Files, now)
	})
	return id, err
}

func (t *Test) insert(ctx context.Context, tx bun.IDB, signer auth.Signer, actor auth.Actor, now time.Time) (int64, error) {
	if t.Health {
		if err := t.seal(signer); err != nil {
			return 0, err
		}
	}
	if _, err := tx.NewInsert().Model(t).Returning("id").Exec(ctx); err != nil {
		return 0, fault.Wrap(db.Translate(err), "note test")
	}
	return t.ID, t.record(ctx, tx, actor, "test", now)
}

func (in NewTest) check(ctx context.Context, tx bun.IDB, actor auth.Actor, deskID int64, now time.Time) error {
	team, err := auth.Colleagues(ctx, tx, deskID)
	if err != nil {
		return err
	}
	today, err := desks.Today(ctx, tx, deskID, now)
	if err != nil {
		return err
	}
	var k fault.Check
	required(&k, "name", in.Name, MaxName)
	k.If(in.GivenOn.IsZero(), "given_on", "cases.error.date")
	k.If(in.GivenOn.After(today), "given_on", "cases.error.future")
	k.If((in.UserID == 0) == (in.Giver == ""), "user", "assessments.error.giver")
	k.If(in.UserID != 0 && !slices.ContainsFunc(team, func(u auth.User) bool { return u.ID == in.UserID }), "user", "assessments.error.choose")
	text(&k, "giver", in.Giver, MaxName)
	k.If(!i18n.Supported(in.Lang), "lang", "assessments.error.choose")
	k.If(in.Result == "" && len(in.Files) == 0, "result", "assessments.error.result")
	text(&k, "result", in.Result, MaxResult)
	k.If(in.Health && !actor.May(auth.PeopleSpecial), "health", "assessments.error.health")
	return k.Err()
}

// FindTest gives a test the actor may see, without what is sealed; any other id is
// NotFound.
func FindTest(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Test, error) {
	t := new(Test)
	err := selectTests(idb, t, actor).Where("t.id = ?", id).Scan(ctx)
	return t, fault.Wrap(db.Translate(err), "find test")
}

// WithdrawTest takes a test written by mistake out, with a reason, and its files with
// it; of one with data about health nothing readable stays. Invalid is on "why".
func WithdrawTest(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, why string, now time.Time) error {
	why = oneLine(why)
	var k fault.Check
	required(&k, "why", why, MaxReason)
	if err := k.Err(); err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		t, err := FindTest(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if _, err := cases.Lock(ctx, tx, actor, t.CaseID); err != nil {
			return err
		}
		list, err := files.List(ctx, tx, "given_test", t.ID)
		if err != nil {
			return err
		}
		for i := range list {
			if err := files.Delete(ctx, tx, list[i].ID, actor.Ref(), now); err != nil {
				return err
			}
		}
		res, err := tx.NewRaw(`UPDATE given_tests SET withdrawn_at = ?, withdrawn_by = ?, why = ?, sealed = CASE WHEN health THEN ''::bytea END
			WHERE id = ? AND withdrawn_at IS NULL`, now, actor.Ref(), why, t.ID).Exec(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "withdraw test")
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return fault.Wrap(err, "withdraw test") // somebody else did meanwhile
		}
		return t.record(ctx, tx, actor, "test_withdraw", now)
	})
}

// TakeTestFile gives a file of a test the actor may see and records that they took it;
// with data about health also in the person's file.
func TakeTestFile(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, fileID string, now time.Time) (f *files.File, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		t, err := FindTest(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if f, err = oneOf(ctx, tx, owner{"given_test", t.ID}, fileID); err != nil {
			return err
		}
		if t.Health {
			c, err := cases.Find(ctx, tx, actor, t.CaseID)
			if err != nil {
				return err
			}
			if err := people.NoteRead(ctx, tx, actor, c.Person.ID, people.PartSpecial, now); err != nil {
				return err
			}
		}
		return t.record(ctx, tx, actor, "test_file_read", now)
	})
	return f, err
}

// record adds a line to the audit trail: no names, nothing typed.
func (t *Test) record(ctx context.Context, tx bun.IDB, actor auth.Actor, verb string, now time.Time) error {
	return audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "assessments." + verb, Subject: "given_test", SubjectID: t.ID,
		DeskID: t.DeskID, Data: map[string]any{"case": t.CaseID, "health": t.Health}, At: now})
}
