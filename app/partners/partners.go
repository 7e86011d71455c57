package partners

import (
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/fault"
)

// What a body may be asked for.
const (
	CPI         = "cpi"         // public job centre
	Agency      = "agency"      // employment agency
	Training    = "training"    // training body
	Social      = "social"      // social services of a municipality or district
	SerT        = "sert"        // addiction service
	Health      = "health"      // other health services
	Association = "association" // association, parish, listening centre
	Cooperative = "cooperative" // social cooperative
	Trade       = "trade"       // trade association, union
	Other       = "other"
)

// Sorts lists what a body may be asked for, Kinds its legal nature, Fields its field of
// work and Ways how a contact was had, each in the order shown.
var (
	Sorts  = []string{CPI, Agency, Training, Social, SerT, Health, Association, Cooperative, Trade, Other}
	Kinds  = []string{"public", "private", "third"}
	Fields = []string{"management", "social", "health", "training", "work"}
	Ways   = []string{"phone", "mail", "visit", "meeting", "video", "event"}
)

// Limits of what is typed, in characters; each is a CHECK of the table too.
const (
	MaxName    = 160
	MaxShort   = 120
	MaxAddress = 200
	MaxPhone   = 40
	MaxEmail   = 254
	MaxSite    = 300
	MaxHours   = 300
	MaxSubject = 300
	MaxAbout   = 1000
	MaxNotes   = 2000
)

// Body is one body of the network.
type Body struct {
	bun.BaseModel `bun:"table:partners,alias:b"`

	ID int64 `bun:",pk,autoincrement"`
	Name, Sort, Kind, Field, District, Address,
	Phone, Email, Site, Hours, Notes string
	// NameKey orders lists; SearchKey is what a search looks into.
	NameKey, SearchKey string
	// Version counts the changes, 1 for a new body.
	Version   int
	OpenedAt  time.Time
	OpenedBy  string
	ChangedAt time.Time
	ChangedBy string
	// RetiredAt is when the body was put aside, zero while in use.
	RetiredAt time.Time `bun:",nullzero"`
	RetiredBy string    `bun:",nullzero"`
}

// InUse reports whether the body still belongs to the network.
func (b *Body) InUse() bool { return b.RetiredAt.IsZero() }

// Person is somebody of a body to speak with.
type Person struct {
	bun.BaseModel `bun:"table:partner_people,alias:x"`

	ID                       int64 `bun:",pk,autoincrement"`
	PartnerID                int64
	Name, Role, Phone, Email string
}

// Agreement is a signed protocollo d'intesa.
type Agreement struct {
	bun.BaseModel `bun:"table:partner_agreements,alias:x"`

	ID        int64 `bun:",pk,autoincrement"`
	PartnerID int64
	SignedOn  desks.Date `bun:"type:date"`
	// ValidUntil is the last day, zero for no end.
	ValidUntil    desks.Date `bun:"type:date"`
	Subject, Note string
}

// InForce reports whether the agreement holds on a day.
func (a *Agreement) InForce(day desks.Date) bool {
	return !day.Before(a.SignedOn) && (a.ValidUntil.IsZero() || !day.After(a.ValidUntil))
}

// Contact is one row of the register of contacts with the network.
type Contact struct {
	bun.BaseModel `bun:"table:partner_contacts,alias:x"`

	ID               int64 `bun:",pk,autoincrement"`
	PartnerID        int64
	HadOn            desks.Date `bun:"type:date"`
	How, Whom, About string
	NotedAt          time.Time
	NotedBy          string
}

// needs is Forbidden for an actor without the permission.
func needs(actor auth.Actor, p auth.Permission) error {
	if !actor.May(p) {
		return fault.New(fault.Forbidden, "error.403.title")
	}
	return nil
}

func known(all []string, x string) bool { return slices.Contains(all, x) }
