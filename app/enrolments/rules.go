package enrolments

import (
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/desks"
)

// Kinds of a move.
const (
	MoveStep        = "step"
	MoveBack        = "back"
	MoveConfirm     = "confirm"
	MoveCertificate = "certificate"
)

// Move is one row of what happened to an enrolment.
type Move struct {
	bun.BaseModel `bun:"table:enrolment_moves,alias:mv"`

	ID          int64 `bun:",pk,autoincrement"`
	EnrolmentID int64
	Kind        string
	From        string `bun:"from_state"`
	To          string `bun:"to_state"`
	// Day is when it happened, At when it was written.
	Day    desks.Date
	Reason string
	Note   string
	// UndoesID is the step that was a mistake.
	UndoesID *int64
	At       time.Time
	By       string
}

// Path gives the steps that were not taken back, in order.
func Path(all []Move) []Move {
	var path []Move
	for _, m := range all {
		switch {
		case m.Kind == MoveStep:
			path = append(path, m)
		case m.Kind == MoveBack && len(path) > 0:
			path = path[:len(path)-1]
		}
	}
	return path
}

// Before gives the state a mistake goes back to, "" where the enrolment was written down as
// it is: then it is corrected or taken away.
func Before(all []Move) string {
	path := Path(all)
	if len(path) < 2 {
		return ""
	}
	return path[len(path)-2].To
}

// count writes the days that count, out of what happened.
func (p *Enrolment) count(path []Move) {
	p.EnrolledOn, p.CompletedOn = desks.Date{}, desks.Date{}
	i := slices.IndexFunc(path, func(m Move) bool { return m.To == Admitted || m.To == Attending })
	if i >= 0 {
		p.EnrolledOn = path[i].Day
	}
	if p.State == Completed {
		p.CompletedOn = path[len(path)-1].Day
	}
}

// What comes next of an enrolment.
const (
	NextAnswer      = "answer"      // of who runs the course
	NextPlace       = "place"       // a free one
	NextStart       = "start"       // on a day
	NextDates       = "dates"       // that nobody knows yet
	NextBegun       = "begun"       // a day has gone by: did it begin?
	NextEnd         = "end"         // on a day
	NextRuns        = "runs"        // until nobody knows when
	NextOver        = "over"        // a day has gone by: how did it end?
	NextCertificate = "certificate" // of what is completed
)

// Next says what comes next, with its day where it has one; "" for nothing.
func (p *Enrolment) Next(today desks.Date) (what string, on desks.Date) {
	started := !p.StartsOn.IsZero() && p.StartsOn.Before(today)
	switch {
	case p.State == Completed && p.Certificate == "":
		return NextCertificate, desks.Date{}
	case p.Over():
		return "", desks.Date{}
	case p.State == Attending && p.EndsOn.IsZero():
		return NextRuns, desks.Date{}
	case p.State == Attending && p.EndsOn.Before(today):
		return NextOver, p.EndsOn
	case p.State == Attending:
		return NextEnd, p.EndsOn
	case started:
		return NextBegun, p.StartsOn
	case p.State == Requested:
		return NextAnswer, desks.Date{}
	case p.State == WaitingList:
		return NextPlace, desks.Date{}
	case p.StartsOn.IsZero():
		return NextDates, desks.Date{}
	}
	return NextStart, p.StartsOn
}

// licences are the words by which a permit to work is known.
var licences = []struct{ word, permit string }{
	{"haccp", "haccp"}, {"mulett", "forklift"}, {"carrell", "forklift"}, {"gru", "crane"}, {"soccorso", "first_aid"},
	{"antincendio", "fire"}, {"sicurezza", "safety"},
}

// permit is the licence a course is for, by the words of its name.
func permit(course string) string {
	for word := range strings.FieldsSeq(strings.ToLower(course)) {
		for _, l := range licences {
			if strings.HasPrefix(word, l.word) && (l.word != "gru" || word == "gru") {
				return l.permit
			}
		}
	}
	return "other"
}

// Proposal is a completed enrolment as a line of the person's file. Level is the highest
// the file has, "" for none; a line of studies without "isced" needs one.
func (p *Enrolment) Proposal(level string) (kind string, data map[string]string) {
	title := p.Certificate
	if title == "" {
		title = p.Course
	}
	if p.Kind == Licence {
		return "licence", map[string]string{"type": permit(p.Course), "title": title}
	}
	data = map[string]string{"title": title, "school": p.Provider, "year": p.MovedOn.String()[:4], "isced": level}
	switch p.Kind {
	case Vocational:
		data["isced"] = "3"
	case School:
		data["isced"] = "2"
	}
	if title != p.Course {
		data["field"] = p.Course
	}
	return "education", data
}
