package waiting

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/appointments"
	"approdo/app/audit"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// line are the people who wait for one service, who waits longest first.
type line []candidate

// candidates are those who can be written to.
func candidates(ctx context.Context, tx bun.IDB, areaID int64, sms bool) (line, error) {
	var entries []Entry
	err := tx.NewSelect().Model(&entries).Where("e.area_id = ? AND e.ended_at IS NULL", areaID).Order("e.joined_at", "e.id").Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "who waits")
	}
	var made []Offer
	err = tx.NewSelect().Model(&made).
		Where("o.entry_id IN (SELECT id FROM waiting_entries WHERE area_id = ? AND ended_at IS NULL)", areaID).Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "what was offered")
	}
	asked, err := askedDays(ctx, tx, areaID)
	if err != nil {
		return nil, err
	}
	var all line
	for _, e := range entries {
		if e.Contact().Way(sms) != "" {
			all = append(all, e.candidate(made, asked[e.recipient(sms)]))
		}
	}
	return all, nil
}

func (e Entry) candidate(made []Offer, asked []desks.Date) candidate {
	c := candidate{Entry: e, asked: asked}
	for _, o := range made {
		if o.EntryID != e.ID {
			continue
		}
		c.offers++
		c.live = c.live || o.EndedAt == nil
		c.seen = append(c.seen, place{o.DeskID, o.StartsAt})
	}
	return c
}

// recipient is the address or number an offer goes to, as waiting_offers keeps it.
func (e *Entry) recipient(sms bool) string {
	c := e.Contact()
	return strings.ToLower(c.Recipient(c.Way(sms)))
}

// askedSQL lists when the contacts of a service's line were asked, for any service.
const askedSQL = `
SELECT DISTINCT o.recipient, o.day FROM waiting_offers AS o
JOIN waiting_entries AS e ON o.recipient IN (lower(e.email), e.phone)
WHERE e.area_id = ? AND e.ended_at IS NULL`

func askedDays(ctx context.Context, tx bun.IDB, areaID int64) (map[string][]desks.Date, error) {
	var rows []struct {
		Recipient string
		Day       desks.Date
	}
	err := tx.NewRaw(askedSQL, areaID).Scan(ctx, &rows)
	all := map[string][]desks.Date{}
	for _, r := range rows {
		all[r.Recipient] = append(all[r.Recipient], r.Day)
	}
	return all, fault.Wrap(db.Translate(err), "when people were asked")
}

// free are the free times of the desks the line waits for, up to the last day of use.
func (l line) free(ctx context.Context, tx bun.IDB, now time.Time) ([]opening, error) {
	until, ids, anywhere := desks.Date{}, []int64{}, false
	for i := range l {
		if l[i].Until.After(until) {
			until = l[i].Until
		}
		if l[i].DeskID == nil {
			anywhere = true
		} else {
			ids = append(ids, *l[i].DeskID)
		}
	}
	f := desks.Filter{AreaID: l[0].AreaID, IDs: ids}
	if anywhere {
		f.IDs = nil
	}
	where, err := desks.List(ctx, tx, f)
	if err != nil {
		return nil, err
	}
	return freeTimes(ctx, tx, l[0].AreaID, where, until, true, now)
}

// make holds the time and queues the offer. NotFound where somebody is at work on the
// entry: it is asked another time.
func (m *match) make(ctx context.Context, tx bun.IDB, sms bool, now time.Time) error {
	e := new(Entry)
	err := tx.NewSelect().Model(e).Where("e.id = ? AND e.ended_at IS NULL", m.who.ID).For("UPDATE OF e SKIP LOCKED").Scan(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "lock entry")
	}
	d, err := appointments.Reserve(ctx, tx, appointments.Reservation{
		Key: rand.Text(), DeskID: m.at.desk, AreaID: e.AreaID, Start: m.at.start, Until: m.terms.Until,
		Details: e.details(), Contact: e.Contact(),
	}, now)
	if err != nil {
		return err
	}
	o := &Offer{
		EntryID: e.ID, Number: m.who.offers + 1, Seats: max(1, d.Area.Seats), DeskID: m.at.desk, OperatorID: *d.OperatorID, StartsAt: *d.StartsAt, EndsAt: *d.EndsAt,
		Recipient: e.recipient(sms), Day: desks.DateOf(m.terms.Send), MadeAt: now, AnswerUntil: m.terms.Until, DraftID: &d.ID,
	}
	if _, err := tx.NewInsert().Model(o).Returning("id").Exec(ctx); err != nil {
		return fault.Wrap(db.Translate(err), "make an offer")
	}
	if err := o.record(ctx, tx, "offer", sweeper(), now); err != nil {
		return err
	}
	return e.send(ctx, tx, kindOffer, o.ID, sms, now, m.terms.Send)
}

// record adds a line about an offer to the audit trail.
func (o *Offer) record(ctx context.Context, tx bun.IDB, verb, by string, now time.Time) error {
	return audit.Record(ctx, tx, audit.Entry{
		Actor: by, Action: "waiting." + verb, Subject: "waiting_entry", SubjectID: o.EntryID, DeskID: o.DeskID, At: now,
		Data: map[string]any{"starts_at": o.StartsAt.UTC().Format(time.RFC3339), "operator": o.OperatorID, "number": o.Number},
	})
}
