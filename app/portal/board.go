package portal

import (
	"context"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/pages"
	"approdo/app/services"
)

// board is the notice board of the desks: what every visitor reads alike. It is
// read from the database at most every half minute, by one request for all, so
// that the pages most people open cost no query. A board that cannot be read is
// an error, as any page without a database.
type board struct {
	db   *db.Pools
	once singleflight.Group

	mu   sync.Mutex
	at   time.Time
	last *notices
}

const boardAge = 30 * time.Second

// notices are read-only: every request shares them.
type notices struct {
	Who   *pages.Institution
	Areas []services.Area
	Desks []posted
	// Standards are those of public repertoires, as they are today.
	Standards []services.Standard
}

// posted is a desk with its coming days of opening, its usual week and the ids of
// the areas it offers.
type posted struct {
	desks.Desk
	Days    []desks.DayHours
	Week    []desks.WeekdayHours
	AreaIDs []int64
}

// weeksAhead is how far the pages look for the next opening; a desk shut for
// longer says so.
const weeksAhead = 4

// read gives the board as of now. Now may go back: tests and the clock do.
func (b *board) read(ctx context.Context, now time.Time) (*notices, error) {
	b.mu.Lock()
	last, age := b.last, now.Sub(b.at).Abs()
	b.mu.Unlock()
	if last != nil && age < boardAge {
		return last, nil
	}
	fresh, err, _ := b.once.Do("board", func() (any, error) { return b.load(ctx, now) })
	if err != nil {
		return nil, err
	}
	n := fresh.(*notices)
	b.mu.Lock()
	b.last, b.at = n, now
	b.mu.Unlock()
	return n, nil
}

func (b *board) load(ctx context.Context, now time.Time) (*notices, error) {
	n := new(notices)
	var err error
	if n.Who, err = pages.Find(ctx, b.db.Web); err != nil {
		return nil, err
	}
	if n.Areas, err = services.List(ctx, b.db.Web); err != nil {
		return nil, err
	}
	if n.Standards, err = services.ListStandards(ctx, b.db.Web, services.StandardFilter{Public: true}, desks.InItaly(now)); err != nil {
		return nil, err
	}
	list, err := desks.List(ctx, b.db.Web, desks.Filter{})
	if err != nil {
		return nil, err
	}
	for i := range list {
		p := posted{Desk: list[i]}
		today := desks.DateOf(now.In(p.Location()))
		if p.Days, err = desks.Hours(ctx, b.db.Web, &p.Desk, today, today.AddDays(7*weeksAhead)); err != nil {
			return nil, err
		}
		if p.Week, err = desks.WeeklyHours(ctx, b.db.Web, &p.Desk, today); err != nil {
			return nil, err
		}
		if p.AreaIDs, err = desks.AreaIDs(ctx, b.db.Web, p.ID); err != nil {
			return nil, err
		}
		n.Desks = append(n.Desks, p)
	}
	return n, nil
}

// area finds an area by the slug of its address.
func (n *notices) area(slug string) (*services.Area, error) {
	i := slices.IndexFunc(n.Areas, func(a services.Area) bool { return a.Slug == slug })
	if i < 0 {
		return nil, fault.Missing()
	}
	return &n.Areas[i], nil
}

// desk finds a desk by the slug of its address.
func (n *notices) desk(slug string) (*posted, error) {
	i := slices.IndexFunc(n.Desks, func(p posted) bool { return p.Slug == slug })
	if i < 0 {
		return nil, fault.Missing()
	}
	return &n.Desks[i], nil
}

// open gives the desks that offer the area (0: every desk) with the hours they
// open next.
func (n *notices) open(areaID int64, now time.Time) []openDesk {
	var all []openDesk
	for _, p := range n.Desks {
		if areaID == 0 || slices.Contains(p.AreaIDs, areaID) {
			all = append(all, openDesk{p.Desk, nextOpening(p.Days, now)})
		}
	}
	return all
}

// openDesk is a desk with the hours it opens next, nil where none are known.
type openDesk struct {
	desks.Desk
	Next *opening
}

// opening is when a desk opens next, or until when it is open now.
type opening struct {
	desks.Span
	Now bool
}

// nextOpening is the stretch of hours under way or the first one to come, nil when
// there is none in the coming weeks.
func nextOpening(days []desks.DayHours, now time.Time) *opening {
	for _, day := range days {
		for _, span := range day.Spans {
			if span.End.After(now) {
				return &opening{span, !span.Start.After(now)}
			}
		}
	}
	return nil
}
