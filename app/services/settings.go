package services

import (
	"slices"
	"time"
)

// Place is where a meeting happens.
type Place string

// Places of a meeting.
const (
	AtDesk  Place = "desk"
	ByPhone Place = "phone"
	ByVideo Place = "video"
	AtHome  Place = "home"
)

// Places lists every place in the order shown on screen.
func Places() []Place { return []Place{AtDesk, ByPhone, ByVideo, AtHome} }

// Who says who may book an area.
type Who string

// Who may book: everybody; people the desks received before, proved by the sign-in of the personal
// area; or only the desk, for somebody.
const (
	Anyone    Who = "anyone"
	Known     Who = "known"
	StaffOnly Who = "staff"
)

// Numbers of a new area; areas.yaml may name others.
const (
	// DefaultLead leaves the operator an hour to see a new booking, in minutes.
	DefaultLead = 60
	// DefaultHorizon is how many days ahead people can book.
	DefaultHorizon = 90
	// defaultFirst and defaultLast are the usual reminders, in minutes.
	defaultFirst = 2 * 24 * 60
	defaultLast  = 3 * 60
)

// Limits of the settings; each is a CHECK of the table too.
const (
	MinMinutes = 5
	MaxMinutes = 8 * 60
	// MaxLead is the longest notice an area may ask for, in minutes.
	MaxLead = 30 * 24 * 60
	// MaxHorizon is how far ahead an area may be booked, in days.
	MaxHorizon = 366
	// MaxChange is how long before the start on-line changes may end, in minutes.
	MaxChange = 14 * 24 * 60
	// MaxRelease is how long a released time may stay shut, in minutes.
	MaxRelease = 24 * 60
	MaxSeats   = 200
	// MaxVideo is the length of the link of a video meeting.
	MaxVideo = 250
	// MaxReminder is how long before an appointment a reminder may be set, in minutes.
	MaxReminder = 14 * 24 * 60
)

// RoomMark stands in a video link where each meeting has a word of its own.
const RoomMark = "{stanza}"

// Settings are the rules of an area. What a booking was made under stays with the
// appointment: place, link, time allowed for changes, seats.
type Settings struct {
	// Minutes is how long an appointment lasts.
	Minutes int `yaml:"minutes"`
	// Places are where it may happen, at least one, in the order of Places.
	Places []Place `bun:",array" yaml:"-"`
	// VideoLink is where video meetings are, with RoomMark where each has its own.
	VideoLink string `yaml:"-"`
	Who       Who    `yaml:"-"`
	// LeadMinutes is the least time between booking and start, HorizonDays the most.
	LeadMinutes int `yaml:"-"`
	HorizonDays int `yaml:"-"`
	// ChangeMinutes is how long before the start the person may move or cancel for
	// the last time; 0 is until it begins.
	ChangeMinutes int `yaml:"-"`
	// ReleaseMinutes is how long a time given back stays shut to the public.
	ReleaseMinutes int `yaml:"-"`
	// Seats is how many people one meeting takes; from 2 on it is a group.
	Seats int `yaml:"seats"`
	// Languages are those the operator must speak one of; none is no matter which.
	Languages []string `bun:",array" yaml:"-"`
	// MediatorRequired asks every person for the language of a mediator.
	MediatorRequired bool `yaml:"-"`
	// FirstReminder and LastReminder are how many minutes before an appointment the
	// person is reminded of it; 0 is not at all.
	FirstReminder int `yaml:"-"`
	LastReminder  int `yaml:"-"`
}

// standard fills what the file of areas does not say.
func (s Settings) standard() Settings {
	s.Places, s.Who, s.Languages = []Place{AtDesk}, Anyone, []string{}
	s.LeadMinutes, s.HorizonDays = DefaultLead, DefaultHorizon
	s.FirstReminder, s.LastReminder = defaultFirst, defaultLast
	s.Seats = max(1, s.Seats)
	return s
}

// Duration is how long an appointment of the area lasts.
func (s Settings) Duration() time.Duration { return time.Duration(s.Minutes) * time.Minute }

// Group reports whether several people meet at once.
func (s Settings) Group() bool { return s.Seats > 1 }

// At reports whether a meeting may happen in a place.
func (s Settings) At(p Place) bool { return slices.Contains(s.Places, p) }

// Usual is the place of who did not choose one.
func (s Settings) Usual() Place {
	if len(s.Places) == 0 {
		return AtDesk
	}
	return s.Places[0]
}

// Spoken reports whether somebody with these languages may receive.
func (s Settings) Spoken(languages []string) bool {
	return len(s.Languages) == 0 || slices.ContainsFunc(languages, func(l string) bool { return slices.Contains(s.Languages, l) })
}

// Reminds reports whether people are reminded at all.
func (s Settings) Reminds() bool { return s.FirstReminder+s.LastReminder > 0 }

// equal compares two settings.
func (s Settings) equal(o Settings) bool {
	if !slices.Equal(s.Places, o.Places) || !slices.Equal(s.Languages, o.Languages) {
		return false
	}
	s.Places, s.Languages, o.Places, o.Languages = nil, nil, nil, nil
	return s.bare() == o.bare()
}

// bare are the settings that can be compared at once.
type bare struct {
	minutes, lead, horizon, change, release, seats, first, last int
	video                                                       string
	who                                                         Who
	mediator                                                    bool
}

func (s Settings) bare() bare {
	return bare{
		s.Minutes, s.LeadMinutes, s.HorizonDays, s.ChangeMinutes, s.ReleaseMinutes, s.Seats, s.FirstReminder, s.LastReminder,
		s.VideoLink, s.Who, s.MediatorRequired,
	}
}
