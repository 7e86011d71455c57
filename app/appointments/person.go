package appointments

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/desks"
	"approdo/app/i18n"
	"approdo/app/mail"
	"approdo/app/people"
	"approdo/app/services"
)

// Card is all that a page opened by a signed link may show: initials, time and
// place. Whoever finds the mail learns no more.
type Card struct {
	ID       int64
	Initials string
	// Party is who books, as initials, and how many come along, without the word
	// about them.
	Party
	Start, End time.Time
	Desk       *desks.Desk
	State      State
	// CanChange says that the person may still move or cancel; Late that it is
	// coming, but too near for that.
	CanChange, Late bool
	// Until is when the person may change it for the last time, in the desk's zone;
	// zero where that is its beginning.
	Until   time.Time
	Version int
	// Where is the place of the meeting, VideoLink where a video one is. The address
	// of one at home is not shown.
	Where     services.Place
	VideoLink string
	// After are the area's words for who was received, empty before.
	After i18n.Text
	// Reminders says that the person wants to be reminded; Remindable how that can
	// be done, "" where there is no way or the area reminds nobody.
	Reminders  bool
	Remindable mail.Channel
	// DeskID and AreaID are for the search of another time; the area is not shown.
	DeskID, AreaID int64
}

// FindForPerson gives the card of the appointment a signed link stands for, or
// NotFound. It changes nothing.
func FindForPerson(ctx context.Context, idb bun.IDB, id int64, now time.Time) (*Card, error) {
	a, err := FindWithPlace(ctx, idb, id)
	if err != nil {
		return nil, err
	}
	card := &Card{
		ID: a.ID, Initials: people.Initials(a.Name), Start: a.Start(), End: a.End(), Desk: a.Desk, State: a.State(),
		CanChange: a.Changeable(now), Late: a.Coming(now) && !a.Changeable(now), Version: a.Version, Where: a.Where, VideoLink: a.VideoLink,
		Reminders: !a.NoReminders, DeskID: a.DeskID, AreaID: a.AreaID,
	}
	if a.ChangeMinutes > 0 {
		card.Until = a.ChangeUntil().In(a.Desk.Location())
	}
	if a.State() == Seen {
		card.After = a.Area.After
	}
	card.Booker, card.Relation, card.Companions = people.Initials(a.Booker), a.Relation, a.Companions
	switch {
	case a.Area.FirstReminder+a.Area.LastReminder == 0:
	case a.Email != "":
		card.Remindable = mail.ByMail
	case a.Textable():
		card.Remindable = mail.BySMS
	}
	return card, nil
}
