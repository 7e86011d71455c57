package queue

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// MaxPlace is how many characters the word of a place has: the display shows it large.
const MaxPlace = 12

// Settings are a desk's rules of the line, in minutes.
type Settings struct {
	bun.BaseModel `bun:"table:queue_settings,alias:s"`

	DeskID int64 `bun:",pk"`
	// Lead is how long before a booked time it counts as come.
	Lead int `bun:"lead_minutes"`
	// Tolerance is how late somebody may be and keep the booked time.
	Tolerance int `bun:"tolerance_minutes"`
	// PriorityMinutes and BriefMinutes put the classes forward.
	PriorityMinutes int
	BriefMinutes    int
	// Links counts how often the addresses of display and kiosk were renewed.
	Links int
}

const mostLinks = 4095

// LinkID is the id to sign for the desk's display and kiosk; RenewLinks changes it.
func (s Settings) LinkID() int64 { return s.DeskID<<12 | int64(s.Links) }

// initial are the rules of a desk that has set none; the migration says the same.
func initial(deskID int64) Settings {
	return Settings{DeskID: deskID, Lead: 5, Tolerance: 15, PriorityMinutes: 60, BriefMinutes: 10}
}

func settingsOf(ctx context.Context, idb bun.IDB, deskID int64) (Settings, error) {
	s := initial(deskID)
	err := db.Translate(idb.NewSelect().Model(&s).Where("s.desk_id = ?", deskID).Scan(ctx))
	if fault.Is(err, fault.NotFound) {
		return initial(deskID), nil
	}
	return s, fault.Wrap(err, "find queue settings")
}

// FindSettings gives the rules of one of the actor's desks, or NotFound.
func FindSettings(ctx context.Context, idb bun.IDB, actor auth.Actor, deskID int64) (Settings, error) {
	if _, err := desks.FindFor(ctx, idb, actor, deskID); err != nil {
		return Settings{}, err
	}
	return settingsOf(ctx, idb, deskID)
}

// FindByLink gives the desk of an opened address of display or kiosk; an address
// older than the last renewal is NotFound.
func FindByLink(ctx context.Context, idb bun.IDB, linkID int64) (*desks.Desk, error) {
	d, err := desks.Find(ctx, idb, linkID>>12)
	if err != nil {
		return nil, err
	}
	s, err := settingsOf(ctx, idb, d.ID)
	if err != nil {
		return nil, err
	}
	if s.LinkID() != linkID {
		return nil, fault.Missing()
	}
	return d, nil
}

// SaveSettings writes the rules of a desk of the actor and the places of its
// operators (operator's id → word, "" for the usual one). Invalid names the fields
// lead, tolerance, priority, brief and place_<id>.
func SaveSettings(ctx context.Context, idb bun.IDB, actor auth.Actor, s Settings, places map[int64]string, now time.Time) error {
	if err := s.check(places); err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if _, err := desks.FindFor(ctx, tx, actor, s.DeskID); err != nil {
			return err
		}
		_, err := tx.NewInsert().Model(&s).ExcludeColumn("links").On("CONFLICT (desk_id) DO UPDATE").
			Set("lead_minutes = EXCLUDED.lead_minutes, tolerance_minutes = EXCLUDED.tolerance_minutes").
			Set("priority_minutes = EXCLUDED.priority_minutes, brief_minutes = EXCLUDED.brief_minutes").Exec(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "save queue settings")
		}
		if err := savePlaces(ctx, tx, s.DeskID, places); err != nil {
			return err
		}
		return recordDesk(ctx, tx, actor, "set", s, now)
	})
}

// RenewLinks makes the addresses of a desk's display and kiosk worthless.
func RenewLinks(ctx context.Context, idb bun.IDB, actor auth.Actor, deskID int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if _, err := desks.FindFor(ctx, tx, actor, deskID); err != nil {
			return err
		}
		_, err := tx.NewRaw(`INSERT INTO queue_settings AS s (desk_id, links) VALUES (?, 1)
			ON CONFLICT (desk_id) DO UPDATE SET links = (s.links + 1) % ?`, deskID, mostLinks).Exec(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "renew queue links")
		}
		return recordDesk(ctx, tx, actor, "renew_links", Settings{DeskID: deskID}, now)
	})
}

func recordDesk(ctx context.Context, tx bun.IDB, actor auth.Actor, verb string, s Settings, now time.Time) error {
	return audit.Record(ctx, tx, audit.Entry{
		Actor: actor.Ref(), Action: "queue." + verb, Subject: "desk", SubjectID: s.DeskID, DeskID: s.DeskID, At: now,
		Data: map[string]any{"lead": s.Lead, "tolerance": s.Tolerance, "priority": s.PriorityMinutes, "brief": s.BriefMinutes},
	})
}

func (s Settings) check(places map[int64]string) error {
	var c fault.Check
	for _, f := range []struct {
		name      string
		got, most int
	}{{"lead", s.Lead, 60}, {"tolerance", s.Tolerance, 120}, {"priority", s.PriorityMinutes, 480}, {"brief", s.BriefMinutes, 480}} {
		c.If(f.got < 0 || f.got > f.most, f.name, "queue.error.minutes", "Max", f.most)
	}
	for id, label := range places {
		c.If(utf8.RuneCountInString(label) > MaxPlace || strings.ContainsFunc(label, func(r rune) bool { return r < ' ' }),
			fmt.Sprintf("place_%d", id), "queue.error.place", "Max", MaxPlace)
	}
	return c.Err()
}

func savePlaces(ctx context.Context, tx bun.IDB, deskID int64, places map[int64]string) error {
	known, err := desks.Operators(ctx, tx, deskID)
	if err != nil {
		return err
	}
	for id, label := range places {
		if !slices.ContainsFunc(known, func(o desks.Operator) bool { return o.ID == id }) {
			return fault.Missing()
		}
		if label == "" {
			_, err = tx.NewDelete().Table("queue_places").Where("desk_id = ? AND operator_id = ?", deskID, id).Exec(ctx)
		} else {
			_, err = tx.NewRaw(`INSERT INTO queue_places (desk_id, operator_id, label) VALUES (?, ?, ?)
				ON CONFLICT (desk_id, operator_id) DO UPDATE SET label = EXCLUDED.label`, deskID, id, label).Exec(ctx)
		}
		if err != nil {
			return fault.Wrap(db.Translate(err), "save queue places")
		}
	}
	return nil
}

// Places gives the word of each operator of a desk: the one that was set, else the
// operator's position, counted from 1 by age of the account.
func Places(ctx context.Context, idb bun.IDB, deskID int64) (map[int64]string, error) {
	var rows []struct {
		OperatorID int64
		Label      string
	}
	err := idb.NewRaw(`SELECT o.operator_id, COALESCE(p.label, (row_number() OVER (ORDER BY o.operator_id))::text) AS label
		FROM desk_operators AS o LEFT JOIN queue_places AS p USING (desk_id, operator_id) WHERE o.desk_id = ?`, deskID).Scan(ctx, &rows)
	places := map[int64]string{}
	for _, r := range rows {
		places[r.OperatorID] = r.Label
	}
	return places, fault.Wrap(db.Translate(err), "list queue places")
}
