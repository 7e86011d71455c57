package desks

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/mail"
)

// Mediator is an intercultural mediator, who helps at one meeting at a time.
type Mediator struct {
	bun.BaseModel `bun:"table:mediators,alias:mediator"`

	ID   int64 `bun:",pk,autoincrement"`
	Name string
	// Email is where requests are sent, "" for nowhere.
	Email     string
	Phone     string
	Languages []string `bun:",array"`
	// ByPhone is true for who also helps from afar, at any desk.
	ByPhone bool
	// RetiredAt is when the mediator stopped, nil while at work.
	RetiredAt *time.Time
	RetiredBy string

	// DeskIDs are the desks the mediator comes to, Hours the usual week: both are
	// loaded by the functions of this file.
	DeskIDs []int64         `bun:"-"`
	Hours   []MediatorHours `bun:"-"`
}

// MediatorHours is one stretch of a mediator's usual week.
type MediatorHours struct {
	bun.BaseModel `bun:"table:mediator_hours,alias:hours"`

	MediatorID int64
	Weekday    time.Weekday
	From       Clock `bun:"from_time"`
	To         Clock `bun:"to_time"`
}

// Present reports whether the usual week covers a stretch, both in the desk's zone.
func (m *Mediator) Present(start, end time.Time) bool {
	from, to := At(start.Hour(), start.Minute()), At(end.Hour(), end.Minute())
	switch last := DateOf(end); {
	case last == DateOf(start).AddDays(1) && to == 0:
		to = At(24, 0)
	case last != DateOf(start):
		return false
	}
	return slices.ContainsFunc(m.Hours, func(h MediatorHours) bool {
		return h.Weekday == start.Weekday() && h.From <= from && to <= h.To
	})
}

// Serves reports whether the mediator can help at a desk in a language.
func (m *Mediator) Serves(deskID int64, lang string) bool {
	return m.RetiredAt == nil && slices.Contains(m.Languages, lang) && (m.ByPhone || slices.Contains(m.DeskIDs, deskID))
}

// mediatorScope narrows to who comes to one of the actor's desks or helps by phone.
func mediatorScope(actor auth.Actor) func(*bun.SelectQuery) *bun.SelectQuery {
	return func(q *bun.SelectQuery) *bun.SelectQuery {
		if ids, all := actor.Desks(); !all {
			q = q.Where("(mediator.by_phone OR mediator.id IN (SELECT mediator_id FROM mediator_desks WHERE desk_id = ANY(?)))", pgdialect.Array(ids))
		}
		return q
	}
}

// ListMediators gives the mediators the actor may ask, by name, those who stopped last.
func ListMediators(ctx context.Context, idb bun.IDB, actor auth.Actor) ([]Mediator, error) {
	all := []Mediator{}
	err := idb.NewSelect().Model(&all).Apply(mediatorScope(actor)).OrderExpr("mediator.retired_at IS NOT NULL, mediator.name, mediator.id").Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "list mediators")
	}
	return all, withWeeks(ctx, idb, all)
}

// FindMediator gives a mediator the actor may ask; any other is NotFound.
func FindMediator(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Mediator, error) {
	all := []Mediator{}
	err := idb.NewSelect().Model(&all).Apply(mediatorScope(actor)).Where("mediator.id = ?", id).Scan(ctx)
	if err == nil && len(all) == 0 {
		return nil, fault.Missing()
	}
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "find mediator")
	}
	return &all[0], withWeeks(ctx, idb, all)
}

// MediatorsFor gives the mediators at work who speak a language and serve one of
// some desks: those who come there before those who help by phone, then by id.
func MediatorsFor(ctx context.Context, idb bun.IDB, lang string, deskIDs ...int64) ([]Mediator, error) {
	all := []Mediator{}
	err := idb.NewSelect().Model(&all).Where("mediator.retired_at IS NULL AND ? = ANY(mediator.languages)", lang).
		Where("mediator.by_phone OR mediator.id IN (SELECT mediator_id FROM mediator_desks WHERE desk_id = ANY(?))", pgdialect.Array(deskIDs)).
		OrderExpr("mediator.id IN (SELECT mediator_id FROM mediator_desks WHERE desk_id = ANY(?)) DESC, mediator.id", pgdialect.Array(deskIDs)).Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "list mediators of a language")
	}
	return all, withWeeks(ctx, idb, all)
}

// MediatorLanguages gives the languages of the mediators who serve a desk, in order.
func MediatorLanguages(ctx context.Context, idb bun.IDB, deskID int64) ([]string, error) {
	all := []string{}
	err := idb.NewRaw(`SELECT DISTINCT unnest(languages) AS lang FROM mediators AS m
		WHERE retired_at IS NULL AND (by_phone OR EXISTS (SELECT FROM mediator_desks WHERE mediator_id = m.id AND desk_id = ?)) ORDER BY lang`, deskID).Scan(ctx, &all)
	return all, fault.Wrap(db.Translate(err), "list the languages of a desk's mediators")
}

func withWeeks(ctx context.Context, idb bun.IDB, all []Mediator) error {
	if len(all) == 0 {
		return nil
	}
	byID := map[int64]*Mediator{}
	var ids []int64
	for i := range all {
		byID[all[i].ID] = &all[i]
		ids = append(ids, all[i].ID)
	}
	var at []struct{ MediatorID, DeskID int64 }
	err := idb.NewSelect().Table("mediator_desks").Where("mediator_id = ANY(?)", pgdialect.Array(ids)).Order("desk_id").Scan(ctx, &at)
	if err != nil {
		return fault.Wrap(db.Translate(err), "read where mediators come")
	}
	for _, x := range at {
		byID[x.MediatorID].DeskIDs = append(byID[x.MediatorID].DeskIDs, x.DeskID)
	}
	var hours []MediatorHours
	err = idb.NewSelect().Model(&hours).Where("mediator_id = ANY(?)", pgdialect.Array(ids)).Order("weekday", "from_time").Scan(ctx)
	for _, h := range hours {
		byID[h.MediatorID].Hours = append(byID[h.MediatorID].Hours, h)
	}
	return fault.Wrap(db.Translate(err), "read when mediators are there")
}

// SaveMediator is a mediator as typed; ID 0 is a new one. Week holds the hours of
// each day, Sunday first, as ParseHours reads them.
type SaveMediator struct {
	ID                 int64
	Name, Email, Phone string
	Languages          []string
	ByPhone            bool
	DeskIDs            []int64
	Week               [7]string
	// InUse is false for who stopped; appointments must have been let go before.
	InUse bool
}

// WeekField is the name of the field of a day's hours.
func WeekField(d time.Weekday) string { return "hours_" + strings.ToLower(weekdayCodes[d]) }

func (f *SaveMediator) check() ([]MediatorHours, error) {
	f.Name, f.Phone = strings.Join(strings.Fields(f.Name), " "), strings.TrimSpace(f.Phone)
	f.Languages, f.DeskIDs = once(f.Languages), once(f.DeskIDs)
	var c fault.Check
	checkName(&c, f.Name)
	if f.Email = strings.TrimSpace(f.Email); f.Email != "" {
		clean, err := mail.Address(f.Email)
		c.If(err != nil, "email", "appointments.error.email")
		f.Email = clean
	}
	c.If(len(f.Phone) > 40 || strings.ContainsFunc(f.Phone, func(r rune) bool { return !strings.ContainsRune("+0123456789 ()/.-", r) }), "phone", "appointments.error.phone")
	c.If(len(f.Languages) == 0, "languages", "desks.error.languages")
	c.If(slices.ContainsFunc(f.Languages, func(l string) bool { return !i18n.Supported(l) }), "languages", "desks.error.languages")
	c.If(len(f.DeskIDs) == 0 && !f.ByPhone, "desks", "desks.error.mediator_desks")
	var hours []MediatorHours
	for day, typed := range f.Week {
		spans, err := ParseHours(typed)
		c.If(err != nil, WeekField(time.Weekday(day)), "desks.error.week")
		for _, s := range spans {
			hours = append(hours, MediatorHours{Weekday: time.Weekday(day), From: s[0], To: s[1]})
		}
	}
	return hours, c.Err()
}

// PutMediator writes a mediator. Invalid names the fields name, email, phone,
// languages, desks and hours_<day>; NotFound for a desk or a mediator that is not
// the actor's. Who comes to desks of others too goes on coming there; who comes
// to none of the actor's cannot be changed.
func PutMediator(ctx context.Context, idb bun.IDB, actor auth.Actor, f SaveMediator, now time.Time) (*Mediator, error) {
	hours, err := f.check()
	if err != nil {
		return nil, err
	}
	x := &Mediator{}
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if err := f.mayPut(ctx, tx, actor); err != nil {
			return err
		}
		if f.ID != 0 {
			if x, err = FindMediator(ctx, tx, actor, f.ID); err != nil {
				return err
			}
		}
		x.Name, x.Email, x.Phone, x.Languages, x.ByPhone = f.Name, f.Email, f.Phone, f.Languages, f.ByPhone
		switch {
		case f.InUse:
			x.RetiredAt, x.RetiredBy = nil, ""
		case x.RetiredAt == nil:
			x.RetiredAt, x.RetiredBy = &now, actor.Ref()
		}
		if err := x.write(ctx, tx, actor, f.DeskIDs, hours); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "desks.mediator", Subject: "mediator", SubjectID: x.ID, At: now,
			Data: map[string]any{"languages": x.Languages, "desks": f.DeskIDs, "by_phone": x.ByPhone, "in_use": f.InUse}})
	})
	return x, err
}

// mayPut is nil where every desk named is the actor's, and a mediator who is there
// already comes to one of them.
func (f *SaveMediator) mayPut(ctx context.Context, tx bun.IDB, actor auth.Actor) error {
	for _, id := range f.DeskIDs {
		if _, err := FindFor(ctx, tx, actor, id); err != nil {
			return err
		}
	}
	ids, all := actor.Desks()
	if all {
		return nil
	}
	if f.ID == 0 {
		if len(f.DeskIDs) == 0 {
			return fault.New(fault.Forbidden, "error.403.title")
		}
		return nil
	}
	mine, err := tx.NewSelect().Table("mediator_desks").Where("mediator_id = ? AND desk_id = ANY(?)", f.ID, pgdialect.Array(ids)).Exists(ctx)
	if err == nil && !mine {
		return fault.Missing()
	}
	return fault.Wrap(db.Translate(err), "find mediator")
}

func (m *Mediator) write(ctx context.Context, tx bun.IDB, actor auth.Actor, deskIDs []int64, hours []MediatorHours) error {
	var err error
	if m.ID == 0 {
		_, err = tx.NewInsert().Model(m).ExcludeColumn("id").Returning("id").Exec(ctx)
	} else {
		_, err = tx.NewUpdate().Model(m).WherePK().Exec(ctx)
	}
	if err != nil {
		return fault.Wrap(db.Translate(err), "save mediator")
	}
	ids, all := actor.Desks()
	_, err = tx.NewRaw("DELETE FROM mediator_desks WHERE mediator_id = ? AND (? OR desk_id = ANY(?))", m.ID, all, pgdialect.Array(ids)).Exec(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "save a mediator's desks")
	}
	_, err = tx.NewRaw("INSERT INTO mediator_desks (mediator_id, desk_id) SELECT ?, unnest(?::bigint[])", m.ID, pgdialect.Array(deskIDs)).Exec(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "save a mediator's desks")
	}
	if _, err = tx.NewRaw("DELETE FROM mediator_hours WHERE mediator_id = ?", m.ID).Exec(ctx); err != nil || len(hours) == 0 {
		return fault.Wrap(db.Translate(err), "save a mediator's hours")
	}
	for i := range hours {
		hours[i].MediatorID = m.ID
	}
	_, err = tx.NewInsert().Model(&hours).Exec(ctx)
	return fault.Wrap(db.Translate(err), "save a mediator's hours")
}
