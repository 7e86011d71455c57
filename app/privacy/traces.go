package privacy

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/people"
	"approdo/app/personal"
)

// TracePage is how many lines a page of the own area shows.
const TracePage = 30

// Look is that somebody at the desks opened a part of a person's file, or gave something
// of it out of the house.
type Look struct {
	ID   int64
	Part string
	At   time.Time
	// Reason is what was written there: why, or to whom it was given.
	Reason string
	// Desks are the names of the desks the reader works at that know the person, none for
	// who works for all of them; Program says that nobody looked, the program did, Outside
	// that somebody the CV was sent to did, whom Reason names.
	Desks            []map[string]string `bun:"type:jsonb"`
	Program, Outside bool
	// During says what the reader's desks had to do with the person then: DuringVisit,
	// DuringCase, or "" for neither.
	During string
}

// What a desk had to do with somebody when their file was opened.
const (
	DuringVisit = "visit" // they were in touch that day
	DuringCase  = "case"  // it had taken them in charge
)

// OwnLooks gives who opened the citizen's own file, the latest first, before the id of the
// last one seen (0 for the first page), and the id to go on from, 0 for none.
func OwnLooks(ctx context.Context, idb bun.IDB, actor auth.Actor, before int64) (all []Look, next int64, err error) {
	err = idb.NewRaw(`SELECT r.id, r.part, r.at, r.reason, r.actor LIKE 'program:%' AS program, r.actor NOT LIKE 'program:%' AND r.actor NOT LIKE 'user:%' AS outside,
			COALESCE((SELECT jsonb_agg(d.name ORDER BY d.id) FROM users AS u JOIN desks AS d ON d.id = ANY(u.desk_ids)
				JOIN person_desks AS k ON k.desk_id = d.id AND k.person_id = r.person_id WHERE r.actor = 'user:' || u.id), '[]') AS desks,
			CASE WHEN EXISTS (SELECT FROM accesses AS a, users AS u WHERE a.person_id = r.person_id AND a.day = (r.at AT TIME ZONE ?3)::date AND `+atDesk("a")+`) THEN 'visit'
				WHEN EXISTS (SELECT FROM cases AS c, users AS u WHERE c.person_id = r.person_id AND c.opened_at <= r.at AND (c.closed_at IS NULL OR c.closed_at > r.at) AND `+atDesk("c")+`) THEN 'case'
				ELSE '' END AS during
		FROM person_reads AS r WHERE r.person_id IN `+people.OwnRecords+` AND NOT r.actor LIKE 'person:%' AND (?1 = 0 OR r.id < ?1)
		ORDER BY r.id DESC LIMIT ?2`, actor.PersonID, before, TracePage+1, i18n.Rome().String()).Scan(ctx, &all)
	if err != nil {
		return nil, 0, fault.Wrap(db.Translate(err), "list who opened one's own file")
	}
	if len(all) > TracePage {
		all = all[:TracePage]
		next = all[TracePage-1].ID
	}
	return all, next, nil
}

// atDesk is the condition of a row that is of a desk of the reader of r.
func atDesk(row string) string {
	return "r.actor = 'user:' || u.id AND (" + row + ".desk_id = ANY(u.desk_ids) OR cardinality(u.desk_ids) = 0)"
}

// Sent is a message to a person.
type Sent struct {
	ID        int64      `json:"id"`
	Kind      string     `json:"kind"`
	Channel   string     `json:"channel"`
	Recipient string     `json:"recipient"`
	State     string     `json:"state"`
	QueuedAt  time.Time  `json:"queued_at"`
	SettledAt *time.Time `json:"settled_at"`
}

// Masked is where a message went without saying it to who looks over a shoulder.
func (m *Sent) Masked() string { return (&people.Access{Recipient: m.Recipient}).Masked() }

// toOthers are messages about a person that go to somebody else: mediators, bodies. What was
// given to whom is in OwnLooks.
var toOthers = []string{"appointments.mediator_asked", "appointments.mediator_released", "referrals.notice"}

// OwnMessages gives what was sent to the citizen, the latest first, before the id of the
// last one seen (0 for the first page), and the id to go on from, 0 for none.
func OwnMessages(ctx context.Context, idb bun.IDB, actor auth.Actor, before int64) (all []Sent, next int64, err error) {
	ids, err := recordsOf(ctx, idb, actor.PersonID)
	if err != nil {
		return nil, 0, err
	}
	if all, err = sentTo(ctx, idb, ids, before, TracePage+1); err != nil {
		return nil, 0, err
	}
	if len(all) > TracePage {
		all = all[:TracePage]
		next = all[TracePage-1].ID
	}
	return all, next, nil
}

// sentTo finds messages by what they are about, never by where they went: an address may be
// shared. before and limit are 0 for all.
func sentTo(ctx context.Context, idb bun.IDB, ids []int64, before int64, limit int) ([]Sent, error) {
	all := []Sent{}
	err := idb.NewRaw(`SELECT id, kind, channel, recipient, state, queued_at, settled_at FROM messages
		WHERE id IN (`+messagesAbout()+`) AND kind <> ALL(?1) AND (?2 = 0 OR id < ?2) ORDER BY id DESC LIMIT NULLIF(?3, 0)`,
		pgdialect.Array(ids), pgdialect.Array(toOthers), before, limit).Scan(ctx, &all)
	return all, fault.Wrap(db.Translate(err), "list messages to a person")
}

// messagesAbout are the ids of the messages about a person, by their records.
func messagesAbout() string {
	parts := []string{}
	for _, t := range Catalogue() {
		if t.Subject != "" {
			parts = append(parts, "SELECT m.id FROM messages AS m JOIN "+t.Name+" AS t ON t.id = m.subject_id WHERE m.subject = '"+t.Subject+"' AND "+t.Whose)
		}
	}
	slices.Sort(parts)
	return strings.Join(parts, " UNION ALL ")
}

// counts tells how many rows of each purpose are about a person, by their records.
func counts(ctx context.Context, idb bun.IDB, ids []int64) ([]Count, error) {
	parts := []string{}
	for _, t := range Catalogue() {
		if len(t.Show) > 0 {
			parts = append(parts, "SELECT '"+string(t.Purpose)+"' AS purpose, count(*) AS n FROM "+t.Name+" AS t WHERE "+t.Whose)
		}
	}
	all := []Count{}
	err := idb.NewRaw("SELECT purpose, sum(n)::int AS rows FROM ("+strings.Join(parts, " UNION ALL ")+") AS x GROUP BY purpose HAVING sum(n) > 0", pgdialect.Array(ids)).Scan(ctx, &all)
	slices.SortFunc(all, func(a, b Count) int {
		return slices.Index(personal.Purposes, a.Purpose) - slices.Index(personal.Purposes, b.Purpose)
	})
	return all, fault.Wrap(db.Translate(err), "count what is kept about a person")
}
