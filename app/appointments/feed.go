package appointments

import (
	"context"
	"fmt"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/people"
)

// FeedPurpose is the purpose of the signed word (auth.Signer) in a feed's address.
const FeedPurpose = "calendar feed"

// A feed shows what was lately and what comes.
const (
	feedBack  = 30 * 24 * time.Hour
	feedAhead = 180 * 24 * time.Hour
)

// Feed is the calendar of one operator behind a secret address made of its id.
type Feed struct {
	bun.BaseModel `bun:"table:calendar_feeds,alias:feed"`

	ID         int64 `bun:",pk,autoincrement"`
	OperatorID int64
	OpenedAt   time.Time
	OpenedBy   string
}

// FindFeed gives the operator that is the actor's and their feed, nil where none
// was opened. NotFound for an account that receives nobody.
func FindFeed(ctx context.Context, idb bun.IDB, actor auth.Actor) (*desks.Operator, *Feed, error) {
	o := new(desks.Operator)
	err := idb.NewSelect().Model(o).Where("operator.user_id = ? AND operator.user_id <> 0", actor.UserID).Scan(ctx)
	if err != nil {
		return nil, nil, fault.Wrap(db.Translate(err), "find operator of an account")
	}
	f := new(Feed)
	err = db.Translate(idb.NewSelect().Model(f).Where("feed.operator_id = ?", o.ID).Scan(ctx))
	if fault.Is(err, fault.NotFound) {
		return o, nil, nil
	}
	return o, f, fault.Wrap(err, "find calendar feed")
}

// RenewFeed opens the actor's feed at a new address; the one before is gone.
func RenewFeed(ctx context.Context, idb bun.IDB, actor auth.Actor, now time.Time) (*Feed, error) {
	f := &Feed{OpenedAt: now, OpenedBy: actor.Ref()}
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		o, err := shutFeed(ctx, tx, actor)
		if err != nil {
			return err
		}
		f.OperatorID = o.ID
		if _, err := tx.NewInsert().Model(f).ExcludeColumn("id").Returning("id").Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "open calendar feed")
		}
		return recordFeed(ctx, tx, actor, "feed_open", o.ID, now)
	})
	return f, err
}

// CloseFeed takes the address of the actor's feed away; without one it is quiet.
func CloseFeed(ctx context.Context, idb bun.IDB, actor auth.Actor, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		o, err := shutFeed(ctx, tx, actor)
		if err != nil {
			return err
		}
		return recordFeed(ctx, tx, actor, "feed_close", o.ID, now)
	})
}

// shutFeed locks the operator, so that two presses of a button wait for each other.
func shutFeed(ctx context.Context, tx bun.IDB, actor auth.Actor) (*desks.Operator, error) {
	o, _, err := FindFeed(ctx, tx, actor)
	if err != nil {
		return nil, err
	}
	if err := db.Lock(ctx, tx, "appointments.feed", o.ID, ""); err != nil {
		return nil, err
	}
	_, err = tx.NewDelete().Model((*Feed)(nil)).Where("operator_id = ?", o.ID).Exec(ctx)
	return o, fault.Wrap(db.Translate(err), "close calendar feed")
}

func recordFeed(ctx context.Context, tx bun.IDB, actor auth.Actor, verb string, operatorID int64, now time.Time) error {
	return audit.Record(ctx, tx, audit.Entry{
		Actor: actor.Ref(), Action: "appointments." + verb, Subject: "operator", SubjectID: operatorID, At: now,
	})
}

// FeedCalendar writes the feed with an id as an iCalendar file: lately and coming
// appointments of the operator with the person's initials and the desk, times in
// UTC, cancelled ones marked so that calendars drop them. NotFound for an address
// that was renewed. An account that was shut keeps no feed.
func FeedCalendar(ctx context.Context, idb bun.IDB, id int64, host string, l *i18n.Localizer, now time.Time) ([]byte, error) {
	all := []Appointment{}
	open, err := idb.NewSelect().Model((*Feed)(nil)).Join("JOIN operators AS o ON o.id = feed.operator_id").
		Join("JOIN users AS u ON u.id = o.user_id").Where("feed.id = ? AND u.disabled_at IS NULL", id).Exists(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "find calendar feed")
	}
	if !open {
		return nil, fault.Missing()
	}
	err = idb.NewSelect().Model(&all).Where("a.operator_id = (SELECT operator_id FROM calendar_feeds WHERE id = ?)", id).
		Where("a.starts_at BETWEEN ? AND ?", now.Add(-feedBack), now.Add(feedAhead)).Order("a.starts_at", "a.id").Limit(5000).Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "read calendar feed")
	}
	if err := withDesks(ctx, idb, all); err != nil {
		return nil, err
	}
	cal := ics.NewCalendarFor("Approdo")
	cal.SetMethod(ics.MethodPublish)
	cal.SetRefreshInterval("PT30M")
	cal.SetXPublishedTTL("PT30M")
	for i := range all {
		feedEvent(cal, &all[i], host, l)
	}
	return []byte(cal.Serialize(ics.WithNewLineWindows)), nil
}

// feedEvent has a UID of its own: operator and person may keep one calendar.
func feedEvent(cal *ics.Calendar, a *Appointment, host string, l *i18n.Localizer) {
	e := cal.AddEvent(fmt.Sprintf("operator-appointment-%d@%s", a.ID, host))
	e.SetSequence(a.Version)
	e.SetDtStampTime(a.changedAt())
	e.SetStartAt(a.StartsAt)
	e.SetEndAt(a.EndsAt)
	e.SetStatus(ics.ObjectStatusConfirmed)
	if a.CancelledAt != nil {
		e.SetStatus(ics.ObjectStatusCancelled)
	}
	e.SetSummary(people.Initials(a.Name))
	e.SetLocation(l.Plain(a.Desk.Name))
	e.SetClass(ics.ClassificationPrivate)
}
