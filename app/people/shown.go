package people

import (
	"context"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
)

// NoteShown keeps that an employer opened a part of the person's file by a link they were
// sent: share numbers the link, name is the employer's. Once an hour is enough.
func NoteShown(ctx context.Context, idb bun.IDB, id int64, part string, share int64, name string, now time.Time) error {
	_, err := idb.NewRaw(`INSERT INTO person_reads (person_id, actor, part, hour, at, reason)
		VALUES (?, ?, ?, date_trunc('hour', ?::timestamptz), ?, ?) ON CONFLICT DO NOTHING`,
		id, "employer:"+strconv.FormatInt(share, 10), part, now, now, name).Exec(ctx)
	return fault.Wrap(db.Translate(err), "note which employer opened a file")
}
