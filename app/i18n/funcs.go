package i18n

import (
	"html/template"
	"time"
)

// Funcs are the functions of the views in this language: t n date dateyear
// dateon dateshort daymonth weekday month monthname time timerange datetime number
// percent list lang dir path langs langname capital text plain.
// The map is new at each call and may be changed by the caller.
func (l *Localizer) Funcs() template.FuncMap {
	return template.FuncMap{
		"t":         l.T,
		"n":         l.N,
		"date":      l.Date,
		"dateyear":  l.DateYear,
		"dateon":    l.DateOn,
		"dateshort": l.DateShort,
		"daymonth":  l.DayMonth,
		"weekday":   l.weekdayOf,
		"month":     l.Month,
		"monthname": l.monthOf,
		"time":      l.Time,
		"timerange": l.TimeRange,
		"datetime":  l.DateTime,
		"number":    l.numberOf,
		"percent":   l.Percent,
		"list":      l.List,
		"lang":      l.Lang,
		"dir":       func() string { return l.lang.Dir },
		"path":      func(p string) string { return Path(l.lang.Tag, p) },
		"langs":     Languages,
		"langname":  l.LanguageName,
		"capital":   l.Capital,
		"text":      l.Text,
		"plain":     l.Plain,
	}
}

// Text is what an operator wrote as HTML: escaped, and wrapped in a <span> with
// its own lang and dir when it is not in this language. For HTML views only.
func (l *Localizer) Text(x Text) template.HTML {
	s, actual := x.In(l.lang.Tag)
	safe := template.HTMLEscapeString(s)
	if actual != l.lang.Tag && s != "" {
		safe = `<span lang="` + actual + `" dir="` + Dir(actual) + `">` + safe + `</span>`
	}
	return template.HTML(safe) // #nosec G203 -- escaped above; actual is one of Languages
}

// Plain is what an operator wrote without any mark of its language: for titles,
// attributes, mail in plain text and calendar files.
func (l *Localizer) Plain(x Text) string {
	s, _ := x.In(l.lang.Tag)
	return s
}

func (l *Localizer) weekdayOf(v any) string {
	switch d := v.(type) {
	case time.Time:
		return l.Weekday(d)
	case time.Weekday:
		return l.WeekdayName(d)
	case int:
		return l.WeekdayName(time.Weekday(d))
	}
	l.catalog.report("weekday of something else", l.lang.Tag, "weekday")
	return ""
}

func (l *Localizer) monthOf(v any) string {
	switch m := v.(type) {
	case time.Time:
		return l.MonthName(m.Month())
	case time.Month:
		return l.MonthName(m)
	case int:
		return l.MonthName(time.Month(m))
	}
	l.catalog.report("month of something else", l.lang.Tag, "monthname")
	return ""
}
