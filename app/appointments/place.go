package appointments

import (
	"context"
	"crypto/rand"
	"strings"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/services"
)

// settle gives who had no choice of place the only one there is, and forgets an
// address nobody needs.
func (d Details) settle(area *services.Area) Details {
	if d.Where == "" && len(area.Places) < 2 {
		d.Where = area.Usual()
	}
	if d.Where != services.AtHome {
		d.Address = ""
	}
	return d
}

// checkFor is what the area asks for: one of its places, an address for a meeting
// at home, the language of a mediator.
func (d Details) checkFor(c *fault.Check, area *services.Area) {
	c.If(!area.At(d.Where), "where", "appointments.error.where")
	c.If(d.Where == services.AtHome && d.Address == "", "address", "appointments.error.address")
	c.If(area.MediatorRequired && d.Mediator == "", "mediator", "appointments.error.mediator_needed")
}

// checkFor wants a number from who is to be called.
func (c Contact) checkFor(k *fault.Check, where services.Place) {
	k.If(where == services.ByPhone && c.Phone == "", "phone", "appointments.error.phone_needed")
}

// under writes down what the area says now: the place, the link of a video meeting
// and until when the person may change it.
func (a *Appointment) under(area *services.Area) {
	a.Details = a.settle(area)
	a.ChangeMinutes = area.ChangeMinutes
	if a.Where == services.ByVideo {
		a.VideoLink = strings.ReplaceAll(area.VideoLink, services.RoomMark, strings.ToLower(rand.Text()))
	}
}

// AtTheDesk reports whether the person comes to the desk.
func (a *Appointment) AtTheDesk() bool { return a.Where == "" || a.Where == services.AtDesk }

// MayBook is nil where somebody with this proved address, "" for none, may book
// the area on the portal, else Forbidden: "appointments.error.staff_only" or
// "appointments.error.known_only". Staff book for anybody.
func MayBook(ctx context.Context, idb bun.IDB, area *services.Area, proved string) error {
	switch area.Who {
	case services.StaffOnly:
		return fault.New(fault.Forbidden, "appointments.error.staff_only")
	case services.Known:
		known, err := IsKnown(ctx, idb, proved)
		if err != nil || known {
			return err
		}
		return fault.New(fault.Forbidden, "appointments.error.known_only")
	}
	return nil
}

// knownSQL asks for an appointment at which an address was received.
const knownSQL = `SELECT EXISTS (SELECT FROM appointments WHERE lower(email) = lower(?) AND email <> '' AND seen_at IS NOT NULL)`

// IsKnown reports whether a desk received the owner of a proved address before.
func IsKnown(ctx context.Context, idb bun.IDB, proved string) (bool, error) {
	if proved == "" {
		return false, nil
	}
	var known bool
	err := idb.NewRaw(knownSQL, proved).Scan(ctx, &known)
	return known, fault.Wrap(db.Translate(err), "is the address known")
}
