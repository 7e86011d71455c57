package privacy

import (
	"context"
	"math"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/personal"
)

// MostCounted is where Due stops counting.
const MostCounted = 10000

// DueRows are the rows of a purpose that are no longer kept; of personal.File, the files.
type DueRows struct {
	Setting
	// Rows are how many, More that there are more than MostCounted; Oldest when the first
	// of those counted ended, nil for files.
	Rows   int
	More   bool
	Oldest *time.Time
}

// Due counts what is no longer kept, purpose by purpose, and changes nothing.
func Due(ctx context.Context, idb bun.IDB, now time.Time) (all []DueRows, err error) {
	settings, err := Settings(ctx, idb)
	if err != nil {
		return nil, err
	}
	for _, s := range settings {
		d, err := DueOf(ctx, idb, s, now)
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
}

// DueOf counts what would be due under a setting, stored or only thought of.
func DueOf(ctx context.Context, idb bun.IDB, s Setting, now time.Time) (d DueRows, err error) {
	d.Setting = s
	if s.Purpose == personal.File {
		err := idb.NewRaw("SELECT count(*) FROM ("+idleSQL()+" LIMIT ?3) AS x", s.cutoff(now), 0, int64(math.MaxInt64), MostCounted+1).Scan(ctx, &d.Rows)
		d.cap()
		return d, fault.Wrap(db.Translate(err), "count idle files")
	}
	for _, t := range tablesOf(s.Purpose) {
		var x struct {
			N      int
			Oldest *time.Time
		}
		err := idb.NewRaw("SELECT count(*) AS n, min(x.ended) AS oldest FROM (SELECT "+t.Ended+" AS ended FROM "+t.Name+" AS t WHERE "+ended(&t)+" LIMIT ?1) AS x",
			s.cutoff(now), MostCounted+1-d.Rows, desks.InItaly(now)).Scan(ctx, &x)
		if err != nil {
			return d, fault.Wrap(db.Translate(err), "count what is due of "+t.Name)
		}
		if d.Rows += x.N; x.Oldest != nil && (d.Oldest == nil || x.Oldest.Before(*d.Oldest)) {
			d.Oldest = x.Oldest
		}
		if d.Rows > MostCounted {
			break
		}
	}
	d.cap()
	return d, nil
}

func (d *DueRows) cap() {
	if d.Rows > MostCounted {
		d.Rows, d.More = MostCounted, true
	}
}

// Night is what the program did by itself on one day.
type Night struct {
	Day desks.Date
	// Told got a notice, Back came back before the day, Forgotten are gone; Rows were swept
	// and Records of what the law asked to keep dropped.
	Told, Back, Forgotten, Rows, Records int
}

// Nights tells the last days on which the program did anything, the latest first, from the
// audit trail.
func Nights(ctx context.Context, idb bun.IDB, now time.Time, days int) ([]Night, error) {
	all := []Night{}
	err := idb.NewRaw(`SELECT (at AT TIME ZONE ?2)::date AS day, count(*) FILTER (WHERE action = 'privacy.notice') AS told, count(*) FILTER (WHERE action = 'privacy.back') AS back,
		count(*) FILTER (WHERE action = 'privacy.forget') AS forgotten, COALESCE(sum((data ->> 'rows')::bigint) FILTER (WHERE action = 'privacy.sweep'), 0) AS rows,
		COALESCE(sum((data ->> 'records')::bigint) FILTER (WHERE action = 'privacy.drop'), 0) AS records
		FROM audit_entries WHERE actor = ?0 AND at > ?1 GROUP BY 1 ORDER BY 1 DESC`, program().Ref(), now.AddDate(0, 0, -days), i18n.Rome().String()).Scan(ctx, &all)
	return all, fault.Wrap(db.Translate(err), "tell what the nights did")
}
