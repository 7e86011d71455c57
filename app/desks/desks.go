package desks

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/i18n"
)

// Kind says which level of the service a desk gives (Modalità operative, §1).
type Kind string

const (
	// Information is the first level: welcome, information, first orientation.
	Information Kind = "information"
	// Specialist is the second level: in-depth orientation, on referral or need.
	Specialist Kind = "specialist"
)

// Site is a place with an address; it may host several desks.
type Site struct {
	bun.BaseModel `bun:"table:sites,alias:site"`

	ID   int64 `bun:",pk,autoincrement"`
	Slug string
	// Name of the building; proper names are not translated.
	Name string
	// Body is the municipality or body that runs the site.
	Body       string
	Street     string
	PostalCode string
	City       string
	Province   string
	// Lat and Lon are the map position in degrees, both nil where unknown.
	Lat, Lon *float64
	// Floor, Directions and AccessNotes are plain sentences for a visitor.
	Floor       i18n.Text `bun:"type:jsonb"`
	Directions  i18n.Text `bun:"type:jsonb"`
	AccessNotes i18n.Text `bun:"type:jsonb"`
	// Cofinanced marks the extra site of the project (Carta dei Servizi §7).
	Cofinanced bool
	// PatronMonth and PatronDay are the patron saint of the municipality, 0 where unknown.
	PatronMonth int
	PatronDay   int
}

// Address is the postal address on one line, empty parts left out.
func (s *Site) Address() string {
	place := strings.TrimSpace(s.PostalCode + " " + s.City)
	if s.Province != "" {
		place += " (" + s.Province + ")"
	}
	if s.Street == "" {
		return place
	}
	return s.Street + ", " + place
}

// MapURL opens the position on OpenStreetMap; "" where the position is unknown.
func (s *Site) MapURL() string {
	if s.Lat == nil || s.Lon == nil {
		return ""
	}
	lat, lon := degrees(*s.Lat), degrees(*s.Lon)
	q := url.Values{"mlat": {lat}, "mlon": {lon}}
	return "https://www.openstreetmap.org/?" + q.Encode() + "#map=18/" + lat + "/" + lon
}

func degrees(x float64) string { return strconv.FormatFloat(x, 'f', 5, 64) }

// patron reports whether the day is the patron saint's.
func (s *Site) patron(d Date) bool {
	return s.PatronDay != 0 && int(d.Month) == s.PatronMonth && d.Day == s.PatronDay
}

// Closed reports whether the site is closed on a day for a public holiday or for
// the patron saint.
func (s *Site) Closed(d Date) bool { return IsHoliday(d) || s.patron(d) }

// Desk is one service point. Site is loaded by every function that returns a Desk.
type Desk struct {
	bun.BaseModel `bun:"table:desks,alias:desk"`

	ID      int64 `bun:",pk,autoincrement"`
	SiteID  int64
	Site    *Site `bun:"rel:belongs-to,join:site_id=id"`
	Kind    Kind
	Slug    string
	Name    i18n.Text `bun:"type:jsonb"`
	Summary i18n.Text `bun:"type:jsonb"`
	// Zone is an IANA zone name; the migration and SeedDemo write "Europe/Rome".
	Zone  string
	Phone string
	Email string
	Sort  int
}

// Location is the desk's zone, read from a file each time: ask once for many times. A zone this machine does not know is read as UTC:
// hours are then visibly wrong rather than a page lost.
func (d *Desk) Location() *time.Location {
	loc, err := time.LoadLocation(d.Zone)
	if err != nil {
		return time.UTC
	}
	return loc
}

// Operator is a person who receives appointments, one at a time.
type Operator struct {
	bun.BaseModel `bun:"table:operators,alias:operator"`

	ID int64 `bun:",pk,autoincrement"`
	// UserID is the person's account of the back-office, nil where there is none.
	UserID *int64
	Name   string
	// Languages are the tags of the languages the operator speaks.
	Languages []string `bun:",array"`
}
