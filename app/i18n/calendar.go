package i18n

import (
	"strconv"
	"time"
)

// calendar is how a language writes dates; the patterns are those of write.
type calendar struct {
	weekdays [7]string  // from Sunday
	months   [12]string // as they stand after a day (genitive where there is one)
	alones   [12]string // as they stand alone; empty: same as months
	first    string     // how the first of a month is written; "" is "1"

	date, dateYear, dateShort, dayMonth, month, dateTime, timeRange string

	dateOn string // the date and its year behind a preposition; empty: same as dateYear

	at     string         // preposition before an hour, for {at}
	atHour map[int]string // hours that ask for another one
}

func (c calendar) alone(m time.Month) string {
	if c.alones[m-1] != "" {
		return c.alones[m-1]
	}
	return c.months[m-1]
}

func (c calendar) day(d int) string {
	if d == 1 && c.first != "" {
		return c.first
	}
	return strconv.Itoa(d)
}

func (c calendar) preposition(hour int) string {
	if s, ok := c.atHour[hour]; ok {
		return s
	}
	return c.at
}

// calendars gives the calendar of a language; the wording follows CLDR except
// where doc.go says otherwise.
func calendars(tag string) calendar {
	switch tag {
	case "en":
		return english()
	case "fr":
		return french()
	case "es":
		return spanish()
	case "ro":
		return romanian()
	case "sq":
		return albanian()
	case "ar":
		return arabic()
	case "uk":
		return ukrainian()
	case "ru":
		return russian()
	case "zh":
		return chinese()
	case "bn":
		return bengali()
	case "ur":
		return urdu()
	}
	return italian()
}

func italian() calendar {
	return calendar{
		weekdays: [7]string{"domenica", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato"},
		months: [12]string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
			"luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"},
		first:     "1º",
		date:      "{weekday} {day} {month}",
		dateYear:  "{weekday} {day} {month} {year}",
		dateShort: "{dd}/{mm}/{year}",
		dayMonth:  "{day} {month}",
		month:     "{alone} {year}",
		dateTime:  "{weekday} {day} {month} {year}, ore {time}",
		timeRange: "{from}–{to}",
	}
}

func english() calendar {
	return calendar{
		weekdays: [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		months: [12]string{"January", "February", "March", "April", "May", "June",
			"July", "August", "September", "October", "November", "December"},
		date:      "{weekday} {day} {month}",
		dateYear:  "{weekday} {day} {month} {year}",
		dateShort: "{dd}/{mm}/{year}",
		dayMonth:  "{day} {month}",
		month:     "{alone} {year}",
		dateTime:  "{weekday} {day} {month} {year} at {time}",
		timeRange: "{from}–{to}",
	}
}

func french() calendar {
	return calendar{
		weekdays: [7]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
		months: [12]string{"janvier", "février", "mars", "avril", "mai", "juin",
			"juillet", "août", "septembre", "octobre", "novembre", "décembre"},
		first:     "1er",
		date:      "{weekday} {day} {month}",
		dateYear:  "{weekday} {day} {month} {year}",
		dateShort: "{dd}/{mm}/{year}",
		dayMonth:  "{day} {month}",
		month:     "{alone} {year}",
		dateTime:  "{weekday} {day} {month} {year} à {time}",
		timeRange: "{from}–{to}",
	}
}

func spanish() calendar {
	return calendar{
		weekdays: [7]string{"domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"},
		months: [12]string{"enero", "febrero", "marzo", "abril", "mayo", "junio",
			"julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"},
		date:      "{weekday} {day} de {month}",
		dateYear:  "{weekday} {day} de {month} de {year}",
		dateShort: "{dd}/{mm}/{year}",
		dayMonth:  "{day} de {month}",
		month:     "{alone} de {year}",
		dateTime:  "{weekday} {day} de {month} de {year}, {at} {time}",
		timeRange: "{from}–{to}",
		at:        "a las",
		atHour:    map[int]string{1: "a la"},
	}
}

func romanian() calendar {
	return calendar{
		weekdays: [7]string{"duminică", "luni", "marți", "miercuri", "joi", "vineri", "sâmbătă"},
		months: [12]string{"ianuarie", "februarie", "martie", "aprilie", "mai", "iunie",
			"iulie", "august", "septembrie", "octombrie", "noiembrie", "decembrie"},
		date:      "{weekday}, {day} {month}",
		dateYear:  "{weekday}, {day} {month} {year}",
		dateShort: "{dd}.{mm}.{year}",
		dayMonth:  "{day} {month}",
		month:     "{alone} {year}",
		dateTime:  "{weekday}, {day} {month} {year}, ora {time}",
		timeRange: "{from}–{to}",
	}
}

func albanian() calendar {
	return calendar{
		weekdays: [7]string{"e diel", "e hënë", "e martë", "e mërkurë", "e enjte", "e premte", "e shtunë"},
		months: [12]string{"janar", "shkurt", "mars", "prill", "maj", "qershor",
			"korrik", "gusht", "shtator", "tetor", "nëntor", "dhjetor"},
		date:      "{weekday}, {day} {month}",
		dateYear:  "{weekday}, {day} {month} {year}",
		dateOn:    "{day} {month} {year}",
		dateShort: "{d}.{m}.{year}",
		dayMonth:  "{day} {month}",
		month:     "{alone} {year}",
		dateTime:  "{weekday}, {day} {month} {year}, ora {time}",
		timeRange: "{from}–{to}",
	}
}
