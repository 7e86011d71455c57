package people

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Past is the kind of what happened with a person before this program was there: a
// contact, a service, a note, as another program tells it. It is no part of the file
// but of the history (EventPast), and only at the desk that brought it.
const Past = "past"

// MaxPast is how long the text of something past may be, in characters.
const MaxPast = 2000

// PastKind says what may be told of something past; the labels are those of a Kind.
func PastKind() Kind {
	return Kind{Name: Past, by: []string{"day"}, Fields: []Rule{
		date("day").needed(), choice("type", "contact", "service", "note").needed(), {Name: "text", Type: "long"}, text("operator"),
	}}
}

// pastRow is a line of Past as it is kept.
type pastRow struct {
	bun.BaseModel `bun:"table:person_past"`

	ID       int64 `bun:",pk,autoincrement"`
	PersonID int64
	DeskID   int64
	Day      string `bun:"type:date"`
	Type     string
	Text     string
	Operator string
	Source   string
	AddedAt  time.Time
	AddedBy  string
}

// TellPast keeps lines of Past, prepared before, for people of the actor's desks; desk
// and source say who brings them. The ids are as those of AddLines.
func TellPast(ctx context.Context, tx bun.Tx, actor auth.Actor, deskID int64, source string, lines []Line, now time.Time) ([]int64, error) {
	if !worksAt(actor, deskID) {
		return nil, fault.Missing()
	}
	ids, places, err := admitted(ctx, tx, actor, lines)
	if err != nil || len(places) == 0 {
		return ids, err
	}
	k, rows := PastKind(), make([]pastRow, len(places))
	for n, i := range places {
		d := lines[i].Data
		if err := k.check(d, now); err != nil {
			return nil, err
		}
		rows[n] = pastRow{PersonID: lines[i].PersonID, DeskID: deskID, Day: d["day"], Type: d["type"], Text: d["text"], Operator: d["operator"],
			Source: source, AddedAt: now, AddedBy: actor.Ref()}
	}
	if _, err := tx.NewInsert().Model(&rows).Returning("id").Exec(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "tell what is past")
	}
	trail := make([]audit.Entry, len(rows))
	for n, r := range rows {
		ids[places[n]] = r.ID
		trail[n] = audit.Entry{Actor: actor.Ref(), Action: "people.add_past", Subject: "person", SubjectID: r.PersonID, DeskID: deskID,
			Data: map[string]any{"entry": r.ID}, At: now}
	}
	return ids, audit.RecordAll(ctx, tx, trail)
}

// pastRows are events of the desks the actor works at.
const pastRows = `SELECT p.day::timestamp AT TIME ZONE 'Europe/Rome' AS at, 'past' AS kind, p.id, 0 AS about, p.desk_id, 0 AS area_id, p.type AS code,
		concat_ws(' · ', NULLIF(p.text, ''), NULLIF(p.operator, '')) AS text, p.added_by AS by
	FROM person_past AS p WHERE p.person_id = ANY(?0) AND (?1 OR p.desk_id = ANY(?2))`
