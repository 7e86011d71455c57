package desks

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/i18n"
)

// MaxName is how long the name of an operator, a room or a mediator may be.
const MaxName = 120

// Membership is an operator's work at one desk.
type Membership struct {
	bun.BaseModel `bun:"table:desk_operators,alias:membership"`

	DeskID     int64
	OperatorID int64
	// EndedOn is the last day of work there, zero while it goes on.
	EndedOn Date
}

// Staff is an operator with the desks, the ended ones included.
type Staff struct {
	Operator
	Desks []Membership
	// Account is the name of the linked account, "" where there is none.
	Account string
}

// At reports whether the operator works at a desk on a day.
func (s *Staff) At(deskID int64, day Date) bool {
	return slices.ContainsFunc(s.Desks, func(m Membership) bool {
		return m.DeskID == deskID && (m.EndedOn.IsZero() || !m.EndedOn.Before(day))
	})
}

// operatorScope narrows to operators who work or worked at one of the actor's desks.
func operatorScope(actor auth.Actor) func(*bun.SelectQuery) *bun.SelectQuery {
	return func(q *bun.SelectQuery) *bun.SelectQuery {
		if ids, all := actor.Desks(); !all {
			q = q.Where("operator.id IN (SELECT operator_id FROM desk_operators WHERE desk_id = ANY(?))", pgdialect.Array(ids))
		}
		return q
	}
}

// ListStaff gives the operators of the actor's desks by name; every one to who
// sees all desks.
func ListStaff(ctx context.Context, idb bun.IDB, actor auth.Actor) ([]Staff, error) {
	var list []Operator
	err := idb.NewSelect().Model(&list).Apply(operatorScope(actor)).Order("operator.name", "operator.id").Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "list operators")
	}
	return withMemberships(ctx, idb, list)
}

// FindStaff gives one operator of the actor's desks; any other is NotFound.
func FindStaff(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Staff, error) {
	o := new(Operator)
	err := idb.NewSelect().Model(o).Where("operator.id = ?", id).Apply(operatorScope(actor)).Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "find operator")
	}
	all, err := withMemberships(ctx, idb, []Operator{*o})
	if err != nil {
		return nil, err
	}
	return &all[0], nil
}

func withMemberships(ctx context.Context, idb bun.IDB, list []Operator) ([]Staff, error) {
	all := make([]Staff, len(list))
	var ids, users []int64
	for i, o := range list {
		all[i].Operator = o
		ids = append(ids, o.ID)
		if o.UserID != nil {
			users = append(users, *o.UserID)
		}
	}
	var at []Membership
	err := idb.NewSelect().Model(&at).Where("operator_id = ANY(?)", pgdialect.Array(ids)).Order("desk_id").Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "read where operators work")
	}
	names, err := auth.NamesOf(ctx, idb, users)
	for i := range all {
		if all[i].UserID != nil {
			all[i].Account = names[*all[i].UserID]
		}
		for _, m := range at {
			if m.OperatorID == all[i].ID {
				all[i].Desks = append(all[i].Desks, m)
			}
		}
	}
	return all, err
}

// Working gives the operators who still work at a desk on a day, by name.
func Working(ctx context.Context, idb bun.IDB, deskID int64, day Date) ([]Operator, error) {
	all := []Operator{}
	err := idb.NewSelect().Model(&all).
		Where("operator.id IN (SELECT operator_id FROM desk_operators WHERE desk_id = ? AND (ended_on IS NULL OR ended_on >= ?))", deskID, day).
		Order("operator.name", "operator.id").Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list who works at a desk")
}

// SaveOperator is an operator as typed; ID 0 is a new one. DeskIDs are desks to
// begin to work at: who works there already goes on, leaving is LeaveDesk.
type SaveOperator struct {
	ID        int64
	Name      string
	Languages []string
	// UserID is the account of the back-office, 0 for none.
	UserID  int64
	DeskIDs []int64
}

func (f *SaveOperator) check() error {
	f.Name = strings.Join(strings.Fields(f.Name), " ")
	f.Languages, f.DeskIDs = once(f.Languages), once(f.DeskIDs)
	var c fault.Check
	checkName(&c, f.Name)
	c.If(len(f.Languages) == 0, "languages", "desks.error.languages")
	c.If(slices.ContainsFunc(f.Languages, func(l string) bool { return !i18n.Supported(l) }), "languages", "desks.error.languages")
	c.If(f.ID == 0 && len(f.DeskIDs) == 0, "desks", "desks.error.desks")
	return c.Err()
}

// once gives the values in order, each once.
func once[T cmp.Ordered](all []T) []T { return slices.Compact(slices.Sorted(slices.Values(all))) }

// checkName notes a missing, long or broken name.
func checkName(c *fault.Check, name string) {
	c.If(name == "", "name", "desks.error.name")
	c.If(utf8.RuneCountInString(name) > MaxName || strings.ContainsRune(name, 0) || !utf8.ValidString(name), "name", "desks.error.name_long", "Max", MaxName)
}

// PutOperator writes an operator. Invalid names the fields name, languages, user
// and desks; NotFound for an operator or a desk that is not the actor's.
func PutOperator(ctx context.Context, idb bun.IDB, actor auth.Actor, f SaveOperator, now time.Time) (int64, error) {
	if err := f.check(); err != nil {
		return 0, err
	}
	o := &Operator{ID: f.ID, Name: f.Name, Languages: f.Languages}
	if f.UserID != 0 {
		o.UserID = &f.UserID
	}
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if err := f.write(ctx, tx, actor, o); err != nil {
			return err
		}
		for _, desk := range f.DeskIDs {
			if err := joinDesk(ctx, tx, actor, desk, o.ID); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "desks.operator", Subject: "operator", SubjectID: o.ID, At: now,
			Data: map[string]any{"account": f.UserID, "desks": f.DeskIDs, "languages": f.Languages}})
	})
	return o.ID, err
}

func (f *SaveOperator) write(ctx context.Context, tx bun.IDB, actor auth.Actor, o *Operator) error {
	var err error
	if f.ID == 0 {
		_, err = tx.NewInsert().Model(o).Exec(ctx)
	} else {
		if _, err := FindStaff(ctx, tx, actor, f.ID); err != nil {
			return err
		}
		_, err = tx.NewUpdate().Model(o).Column("name", "languages", "user_id").WherePK().Exec(ctx)
	}
	var c fault.Check
	switch db.ConstraintOf(err) {
	case "operators_user":
		c.Add("user", "desks.error.user_taken")
		return c.Err()
	case "operators_user_id_fkey":
		c.Add("user", "desks.error.user")
		return c.Err()
	}
	return fault.Wrap(db.Translate(err), "save operator")
}

// joinDesk lets an operator work at a desk, again where they had left.
func joinDesk(ctx context.Context, tx bun.IDB, actor auth.Actor, deskID, operatorID int64) error {
	if _, err := FindFor(ctx, tx, actor, deskID); err != nil {
		return err
	}
	_, err := tx.NewRaw(`INSERT INTO desk_operators (desk_id, operator_id) VALUES (?, ?)
		ON CONFLICT (desk_id, operator_id) DO UPDATE SET ended_on = NULL`, deskID, operatorID).Exec(ctx)
	return fault.Wrap(db.Translate(err), "let an operator work at a desk")
}
