package appointments

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/services"
)

// Draft is a booking form being filled. Desk (with its site) and Area, without the
// texts of its card, are loaded. OperatorID, StartsAt, EndsAt and HeldUntil are nil
// together, until a time was chosen.
type Draft struct {
	bun.BaseModel `bun:"table:booking_drafts,alias:d"`

	ID         int64  `bun:",pk,autoincrement"`
	Key        string `bun:"form_key"`
	DeskID     int64
	AreaID     int64
	OperatorID *int64
	// RoomID is the room held with the time, nil where the desk has none.
	RoomID *int64
	// AnyOperator is true when the person left the choice of the operator to us.
	AnyOperator bool
	// Speaks is the language the operator should speak, "" for any.
	Speaks    string
	StartsAt  *time.Time
	EndsAt    *time.Time
	HeldUntil *time.Time
	// HeldBy is auth.Actor.Ref of who of the staff keeps the time, "" for a person on
	// the portal.
	HeldBy string
	Details
	Contact
	// Proved is the address whose owner was signed in when the time was held.
	Proved string
	// Offered is true for a time held for somebody on the waiting list (Reserve).
	Offered   bool
	CreatedAt time.Time
	// Network is where the time was chosen from; both nil where nobody asked.
	Network auth.Network `bun:"embed:network_"`
	Proof   Proof        `bun:"embed:"`
	// AppointmentID is set once the form was confirmed; what was typed is then
	// only in the appointment.
	AppointmentID *int64

	Desk *desks.Desk    `bun:"rel:belongs-to,join:desk_id=id"`
	Area *services.Area `bun:"rel:belongs-to,join:area_id=id"`
}

// Held reports whether the chosen time is still reserved for this form.
func (d *Draft) Held(now time.Time) bool {
	return d.HeldUntil != nil && now.Before(*d.HeldUntil)
}

// Complete reports whether details and contact are good enough to confirm.
func (d *Draft) Complete() bool { return d.check() == nil }

// Start is the chosen time in the desk's zone, the zero time where none is chosen.
func (d *Draft) Start() time.Time { return inZone(d.StartsAt, d.Desk) }

// End is when the chosen time is over, in the desk's zone.
func (d *Draft) End() time.Time { return inZone(d.EndsAt, d.Desk) }

func inZone(t *time.Time, desk *desks.Desk) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.In(desk.Location())
}

// Query asks for free times in the place of the draft's own.
func (d *Draft) Query() Query {
	return Query{DeskID: d.DeskID, AreaID: d.AreaID, Place: &Place{d.Desk, d.Area}, Speaks: d.Speaks, DraftID: d.ID, Released: d.Offered}
}

// FindDraft gives the form, or NotFound when it is unknown or older than DraftLife.
func FindDraft(ctx context.Context, idb bun.IDB, id int64, now time.Time) (*Draft, error) {
	d := new(Draft)
	if err := draftQuery(idb, d, id, now).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "find draft")
	}
	return d, nil
}

// lockDraft is FindDraft and keeps the row until the transaction ends.
func lockDraft(ctx context.Context, tx bun.IDB, id int64, now time.Time) (*Draft, error) {
	d := new(Draft)
	err := draftQuery(tx, d, id, now).For("UPDATE OF d").Scan(ctx)
	return d, fault.Wrap(db.Translate(err), "lock draft")
}

func draftQuery(idb bun.IDB, d *Draft, id int64, now time.Time) *bun.SelectQuery {
	return idb.NewSelect().Model(d).Relation("Desk").Relation("Desk.Site").Relation("Area", services.Brief).
		Where("d.id = ? AND d.created_at > ?", id, now.Add(-DraftLife))
}

// SaveDetails keeps the page of the form about language, mediator, note, access
// needs and place of the meeting. Invalid names the fields; NotFound for an unknown, old or confirmed form.
func SaveDetails(ctx context.Context, idb bun.IDB, draftID int64, in Details, now time.Time) error {
	d, err := findOpen(ctx, idb, draftID, now)
	if err != nil {
		return err
	}
	in = in.Clean().settle(d.Area)
	var c fault.Check
	in.check(&c)
	in.checkFor(&c, d.Area)
	if err := c.Err(); err != nil {
		return err
	}
	res, err := openDraft(idb, draftID, now).
		Set("lang = ?, mediator = ?, note = ?, access_needs = ?", in.Lang, in.Mediator, in.Note, in.AccessNeeds).
		Set("place = ?, address = ?", in.Where, in.Address).Exec(ctx)
	return fault.Wrap(db.One(res, err), "save details of draft")
}

// SaveContact keeps the page of the form about the person and whether to remind them. Invalid names the
// fields; NotFound for an unknown, old or confirmed form.
func SaveContact(ctx context.Context, idb bun.IDB, draftID int64, in Contact, now time.Time) error {
	d, err := findOpen(ctx, idb, draftID, now)
	if err != nil {
		return err
	}
	in = in.Clean()
	var c fault.Check
	in.check(&c, Online)
	in.checkFor(&c, d.settle(d.Area).Where)
	if err := c.Err(); err != nil {
		return err
	}
	update := openDraft(idb, draftID, now)
	if !strings.EqualFold(in.Email, d.Email) { // a link in a mail was for the address before
		update = update.Set("proof_id = NULL, proof_until = NULL, proof_mails = 0")
	}
	res, err := update.
		Set("name = ?, email = ?, phone = ?, no_reminders = ?", in.Name, in.Email, in.Phone, in.NoReminders).
		Set("booker = ?, relation = ?, companions = ?, companion_note = ?", in.Booker, in.Relation, in.Companions, in.CompanionNote).Exec(ctx)
	return fault.Wrap(db.One(res, err), "save contact of draft")
}

// findOpen gives a form still being filled, with its area.
func findOpen(ctx context.Context, idb bun.IDB, id int64, now time.Time) (*Draft, error) {
	d := new(Draft)
	err := idb.NewSelect().Model(d).Relation("Area", services.Brief).
		Where("d.id = ? AND d.created_at > ? AND d.appointment_id IS NULL", id, now.Add(-DraftLife)).Scan(ctx)
	return d, fault.Wrap(db.Translate(err), "find open draft")
}

func openDraft(idb bun.IDB, id int64, now time.Time) *bun.UpdateQuery {
	return idb.NewUpdate().Table("booking_drafts").
		Where("id = ? AND created_at > ? AND appointment_id IS NULL", id, now.Add(-DraftLife))
}

// PurgeDrafts deletes the forms older than DraftLife and says how many.
func PurgeDrafts(ctx context.Context, idb bun.IDB, now time.Time) (int, error) {
	res, err := idb.NewDelete().Table("booking_drafts").Where("created_at <= ?", now.Add(-DraftLife)).Exec(ctx)
	if err != nil {
		return 0, fault.Wrap(db.Translate(err), "purge drafts")
	}
	n, err := res.RowsAffected()
	return int(n), fault.Wrap(err, "purge drafts")
}
