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
	_, err := tx.NewRaw(`INSERT INTO audit_entries (at, actor, action, subject, subject_id, desk_id, data)
		VALUES (?, ?, ?, ?, ?, ?, ?::jsonb)`,
		e.At, e.Actor, e.Action, e.Subject, e.SubjectID, e.DeskID, string(data)).Exec(ctx)
	return fault.Wrap(err, "audit: record "+e.Action)
}
