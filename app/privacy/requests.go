package privacy

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
)

// Kinds of requests (GDPR art. 16, 21, 18, 17; Release asks for the end of a restriction).
const (
	Correct  = "correct"
	Object   = "object"
	Restrict = "restrict"
	Erase    = "erase"
	Release  = "lift"
)

// RequestKinds lists them in the order shown.
func RequestKinds() []string { return []string{Correct, Object, Restrict, Erase, Release} }

// States of a request.
const (
	Open      = "open"
	Done      = "done"
	Partly    = "partly"
	Refused   = "refused"
	Withdrawn = "withdrawn"
)

// Channels by which a request came.
const (
	InArea  = "area"
	AtDesk  = "desk"
	ByPhone = "phone"
	OnPaper = "paper"
)

// Limits of requests; those of words are CHECKs of the table too.
const (
	MaxWords     = 1000
	MaxExtension = 300
	// MaxOpen is how many of a person may wait for an answer.
	MaxOpen = 5
	// answerMonths is the time for an answer, extendedMonths with the extension (art. 12.3).
	answerMonths, extendedMonths = 1, 3
)

const requestSubject = "privacy_request" // how messages call one

// Request is what a person asks about their own data.
type Request struct {
	bun.BaseModel `bun:"table:privacy_requests,alias:rq"`

	ID       int64 `bun:",pk,autoincrement"`
	PersonID int64
	Kind     string
	Text     string
	Channel  string
	AskedAt  time.Time
	AskedBy  string
	// DueOn is the last day for the answer.
	DueOn      desks.Date
	ExtendedAt *time.Time
	ExtendedBy string
	Extension  string
	State      string
	Answer     string
	// Effect is what the program did because of the answer, "" for nothing.
	Effect    string
	DecidedAt *time.Time
	DecidedBy string
}

// Late reports whether the answer is overdue.
func (q *Request) Late(today desks.Date) bool { return q.State == Open && q.DueOn.Before(today) }

// Asking is a request before it is kept.
type Asking struct{ Kind, Text, Channel string }

func (in Asking) clean() Asking {
	in.Text = strings.TrimSpace(strings.ReplaceAll(in.Text, "\r\n", "\n"))
	return in
}

func (in Asking) check() error {
	var k fault.Check
	k.If(!slices.Contains(RequestKinds(), in.Kind), "kind", "people.error.choose")
	k.If(in.Channel != InArea && in.Channel != AtDesk && in.Channel != ByPhone && in.Channel != OnPaper, "channel", "people.error.choose")
	k.If(in.Text == "" && in.Kind != Erase && in.Kind != Release, "text", "area.data.error.text")
	checkWords(&k, "text", in.Text, MaxWords)
	return k.Err()
}

func checkWords(k *fault.Check, field, text string, most int) {
	k.If(utf8.RuneCountInString(text) > most, field, "area.plan.note.long", "Max", most)
	k.If(!utf8.ValidString(text) || strings.ContainsRune(text, 0), field, "error.422.text")
}

// month is the same day some months later, the last of the month where it has none
// (Regulation 1182/71 art. 3).
func month(d desks.Date, n int) desks.Date {
	first := desks.Date{Year: d.Year, Month: d.Month, Day: 1}.Time().AddDate(0, n, 0)
	last := first.AddDate(0, 1, -1).Day()
	return desks.DateOf(first.AddDate(0, 0, min(d.Day, last)-1))
}

// OwnRequests gives what the citizen asked, the latest first.
func OwnRequests(ctx context.Context, idb bun.IDB, actor auth.Actor) ([]Request, error) {
	return requestsOf(ctx, idb, actor.PersonID)
}

// Requests gives what a person of the actor's desks asked, the latest first.
func Requests(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64) ([]Request, error) {
	p, err := people.Find(ctx, idb, actor, personID)
	if err != nil {
		return nil, err
	}
	return requestsOf(ctx, idb, p.ID)
}

func requestsOf(ctx context.Context, idb bun.IDB, personID int64) ([]Request, error) {
	all := []Request{}
	err := idb.NewSelect().Model(&all).Where("rq.person_id IN "+people.OwnRecords, personID).Order("rq.id DESC").Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list requests of a person")
}

// Waiting is a request with whose it is; Name is "" of somebody forgotten.
type Waiting struct {
	Request
	Name string
}

// OpenRequests lists what waits for an answer, what is due first on top: at most limit
// after the last one seen.
func OpenRequests(ctx context.Context, idb bun.IDB, after Request, limit int) ([]Waiting, error) {
	return requestRows(ctx, idb, "rq.state = 'open' AND (?0 = 0 OR (rq.due_on, rq.id) > (?1, ?0)) ORDER BY rq.due_on, rq.id", after.ID, after.DueOn, limit)
}

// AnsweredRequests lists what was answered, the latest first, at most limit.
func AnsweredRequests(ctx context.Context, idb bun.IDB, limit int) ([]Waiting, error) {
	return requestRows(ctx, idb, "rq.state <> 'open' ORDER BY rq.decided_at DESC, rq.id DESC", 0, desks.Date{}, limit)
}

// FindRequest gives a request by id, for who answers them all.
func FindRequest(ctx context.Context, idb bun.IDB, id int64) (*Waiting, error) {
	all, err := requestRows(ctx, idb, "rq.id = ?0", id, desks.Date{}, 1)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fault.Missing()
	}
	return &all[0], nil
}

func requestRows(ctx context.Context, idb bun.IDB, where string, id int64, due desks.Date, limit int) ([]Waiting, error) {
	all := []Waiting{}
	err := idb.NewRaw(`SELECT rq.*, CASE WHEN p.forgotten_at IS NULL THEN trim(p.given || ' ' || p.surname) ELSE '' END AS name
		FROM privacy_requests AS rq JOIN people AS r ON r.id = rq.person_id JOIN people AS p ON p.id = COALESCE(r.root_id, r.id)
		WHERE `+where+` LIMIT ?2`, id, due, limit).Scan(ctx, &all)
	return all, fault.Wrap(db.Translate(err), "list requests")
}
