package audit

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/fault"
)

// Entry is one thing that happened, ready to be recorded.
type Entry struct {
	// Actor is who did it: auth.Actor.Ref().
	Actor string
	// Action is "<noun>.<verb>", e.g. "appointments.book".
	Action string
	// Subject and SubjectID name what was touched; both zero where nothing is.
	Subject   string
	SubjectID int64
	// DeskID is the desk it happened at, 0 where it belongs to none.
	DeskID int64
	// Data holds a few facts: numbers, booleans and code words, never personal data.
	Data map[string]any
	// At is when it happened.
	At time.Time
}

// Record writes the entry in the caller's transaction. It fails when the entry
// has no actor, action or time: that is a mistake of the program, not of a reader.
func Record(ctx context.Context, tx bun.IDB, e Entry) error {
	return RecordAll(ctx, tx, []Entry{e})
}

// RecordAll writes entries as Record does, in one statement.
func RecordAll(ctx context.Context, tx bun.IDB, all []Entry) error {
	if len(all) == 0 {
		return nil
	}
	rows := make([]row, len(all))
	for i, e := range all {
		if e.Actor == "" || e.Action == "" || e.At.IsZero() {
			return errors.New("audit: an entry needs actor, action and time")
		}
		data := []byte("{}")
		if len(e.Data) > 0 {
			var err error
			if data, err = json.Marshal(e.Data); err != nil {
				return fault.Wrap(err, "audit: facts of "+e.Action)
			}
		}
		rows[i] = row{At: e.At, Actor: e.Actor, Action: e.Action, Subject: e.Subject, SubjectID: e.SubjectID, DeskID: e.DeskID, Data: data}
	}
	_, err := tx.NewInsert().Model(&rows).Exec(ctx)
	return fault.Wrap(err, "audit: record "+all[0].Action)
}

// row is an entry as it is written.
type row struct {
	bun.BaseModel `bun:"table:audit_entries"`

	At            time.Time
	Actor, Action string
	Subject       string
	SubjectID     int64
	DeskID        int64
	Data          json.RawMessage `bun:"type:jsonb"`
}
