package europass

import (
	"strconv"
	"strings"
)

func (x *writer) jobs(all []Job) {
	x.open("EmploymentHistory")
	for _, j := range all {
		x.open("EmployerHistory")
		x.leaf("hr:OrganizationName", j.Employer)
		x.leaf("hr:IndustryCode", j.Sector)
		x.open("PositionHistory")
		tag := `PositionTitle typeCode="FREETEXT"`
		if j.URI != "" {
			tag += ` languageID="` + escaped(j.URI) + `"`
		}
		x.leaf(tag, j.Position)
		x.open("eures:EmploymentPeriod")
		x.dates(j.From, j.To)
		x.leaf("hr:CurrentIndicator", strconv.FormatBool(j.Current))
		x.close()
		x.text("oa:Description", j.Description)
		x.leaf("City", j.City)
		x.leaf("Country", strings.ToLower(j.Country))
		x.close()
		x.close()
	}
	x.close()
}

func (x *writer) education(all []Study) {
	x.open("EducationHistory")
	for _, s := range all {
		x.open("EducationOrganizationAttendance")
		x.leaf("hr:OrganizationName", s.School)
		if s.City+s.Country != "" {
			x.open("OrganizationContact")
			x.open("Communication")
			x.address("", Address{City: s.City, Country: s.Country})
			x.close()
			x.close()
		}
		x.leaf("EducationLevelCode", s.Level)
		x.open("AttendancePeriod")
		x.dates(s.From, s.To)
		x.leaf("Ongoing", strconv.FormatBool(s.Current))
		x.close()
		x.open("EducationDegree")
		x.leaf("hr:DegreeName", s.Title)
		x.text("OccupationalSkillsCovered", s.Description)
		x.close()
		x.close()
	}
	x.close()
}

func (x *writer) languages(all []Language) {
	x.open("PersonQualifications")
	for _, l := range all {
		if l.Mother {
			continue
		}
		x.open("PersonCompetency")
		x.code("CompetencyID", "schemeName", l)
		x.leaf("hr:TaxonomyID", "language")
		for _, d := range dimensions() {
			if score := *l.level(d); score != "" {
				x.open("eures:CompetencyDimension")
				x.leaf("hr:CompetencyDimensionTypeCode", d)
				x.open("eures:Score")
				x.leaf("hr:ScoreText", score)
				x.close()
				x.close()
			}
		}
		x.close()
	}
	x.close()
}

func dimensions() []string {
	return []string{"CEF-Understanding-Listening", "CEF-Understanding-Reading", "CEF-Speaking-Interaction", "CEF-Speaking-Production",
		"CEF-Writing-Production"}
}

func (x *writer) skills(t Titles, all []string) {
	x.open("Skills")
	if len(all) > 0 {
		x.open("SkillsGroup")
		x.leaf("Title", t.Skills)
		for _, s := range all {
			x.open("PersonCompetency")
			x.leaf("hr:TaxonomyID", "Digital_Skill")
			x.leaf("hr:CompetencyName", s)
			x.close()
		}
		x.close()
	}
	x.close()
}

func (x *writer) others(t Titles, p *Profile) {
	for _, c := range p.Certificates {
		x.other(kindCertificate, t.Certificates, c)
	}
	for _, w := range p.Wanted {
		x.other(kindWanted, t.Wanted, Certificate{Title: w})
	}
}

func (x *writer) other(kind, title string, c Certificate) {
	x.open("Others")
	x.leaf(`Title typeCode="`+kind+`"`, title)
	x.open("Other")
	x.leaf("Title", c.Title)
	if c.On+c.Expires != "" {
		x.open("Date")
		x.dates(c.On, c.Expires)
		x.close()
	}
	x.close()
	x.close()
}

func escaped(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;").Replace(s)
}
