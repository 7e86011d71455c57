package assessments

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/files"
	"approdo/app/people"
)

// Limits of a test as it is typed, in characters.
const (
	MaxName   = 120
	MaxResult = 4000
)

// Test is one that was given. Files are loaded by Tests and HealthTests.
type Test struct {
	bun.BaseModel `bun:"table:given_tests,alias:t"`

	ID      int64  `bun:",pk,autoincrement"`
	Key     string `bun:"entry_key"`
	CaseID  int64
	DeskID  int64
	Name    string
	GivenOn desks.Date
	// UserID is the account of who gave it, nil where Giver names somebody else.
	UserID *int64
	Giver  string
	Lang   string
	// Result is in words. Of a test with data about health it and the name are Sealed.
	Result string
	Health bool
	Sealed []byte

	NotedAt     time.Time
	NotedBy     string
	WithdrawnAt *time.Time
	WithdrawnBy string
	Why         string

	Files []files.File `bun:"-"`
}

// words are what is sealed of a test with data about health.
type words struct{ Name, Result string }

// sealPurpose binds what is encrypted to its case.
func sealPurpose(caseID int64) string { return "given test " + strconv.FormatInt(caseID, 10) }

func (t *Test) seal(signer auth.Signer) error {
	plain, err := json.Marshal(words{t.Name, t.Result})
	if err != nil {
		return fault.Wrap(err, "write test")
	}
	t.Name, t.Result, t.Sealed = "", "", signer.Encrypt(sealPurpose(t.CaseID), plain)
	return nil
}

func (t *Test) unseal(signer auth.Signer) error {
	plain, err := signer.Decrypt(sealPurpose(t.CaseID), t.Sealed)
	if err != nil {
		return fault.Wrap(err, "open test")
	}
	var w words
	if err := json.Unmarshal(plain, &w); err != nil {
		return fault.Wrap(err, "read test")
	}
	t.Name, t.Result = w.Name, w.Result
	return nil
}

// selectTests reads tests of the actor's desks; those with data about health only for
// who may read special categories.
func selectTests(idb bun.IDB, model any, actor auth.Actor) *bun.SelectQuery {
	q := idb.NewSelect().Model(model).Where("t.withdrawn_at IS NULL").Where("(NOT t.health OR ?)", actor.May(auth.PeopleSpecial))
	if ids, all := actor.Desks(); !all {
		q = q.Where("t.desk_id = ANY(?)", pgdialect.Array(ids))
	}
	return q.OrderExpr("t.given_on DESC, t.id DESC")
}

// Tests gives the tests of a case of the actor's desks, the latest first, those with
// data about health left out.
func Tests(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64) ([]Test, error) {
	all := []Test{}
	if err := selectTests(idb, &all, actor).Where("t.case_id = ? AND NOT t.health", caseID).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "list tests of a case")
	}
	return all, withFiles(ctx, idb, all)
}

// HealthTests gives those with data about health to who may read special categories, and
// notes in the person's file that they were read. Forbidden for anybody else.
func HealthTests(ctx context.Context, idb bun.IDB, signer auth.Signer, actor auth.Actor, caseID int64, now time.Time) ([]Test, error) {
	if !actor.May(auth.PeopleSpecial) {
		return nil, fault.New(fault.Forbidden, "error.403.title")
	}
	all := []Test{}
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		c, err := cases.Find(ctx, tx, actor, caseID)
		if err != nil {
			return err
		}
		if err := people.NoteRead(ctx, tx, actor, c.Person.ID, people.PartSpecial, now); err != nil {
			return err
		}
		if err := selectTests(tx, &all, actor).Where("t.case_id = ? AND t.health", caseID).Scan(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "list tests with health data")
		}
		for i := range all {
			if err := all[i].unseal(signer); err != nil {
				return err
			}
		}
		return withFiles(ctx, tx, all)
	})
	return all, err
}

func withFiles(ctx context.Context, idb bun.IDB, all []Test) (err error) {
	for i := range all {
		if all[i].Files, err = files.List(ctx, idb, "given_test", all[i].ID); err != nil {
			return err
		}
	}
	return nil
}

// TestNames gives the names of tests given at a desk, by name, to be suggested; those
// with data about health are not among them.
func TestNames(ctx context.Context, idb bun.IDB, actor auth.Actor, deskID int64) ([]string, error) {
	names := []string{}
	ids, every := actor.Desks()
	err := idb.NewRaw(`SELECT DISTINCT name FROM given_tests
		WHERE desk_id = ? AND (? OR desk_id = ANY(?)) AND NOT health AND withdrawn_at IS NULL ORDER BY name LIMIT 50`,
		deskID, every, pgdialect.Array(ids)).Scan(ctx, &names)
	return names, fault.Wrap(db.Translate(err), "list names of tests")
}
