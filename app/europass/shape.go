package europass

import "encoding/xml"

// candidate is the document, by the local names of its elements.
type candidate struct {
	XMLName xml.Name `xml:"Candidate"`
	Person  person   `xml:"CandidatePerson"`
	Profile struct {
		Lang      string         `xml:"languageCode,attr"`
		About     string         `xml:"ExecutiveSummary"`
		Employers []employer     `xml:"EmploymentHistory>EmployerHistory"`
		Schools   []attendance   `xml:"EducationHistory>EducationOrganizationAttendance"`
		Licences  []string       `xml:"Licenses>License>LicenseTypeCode"`
		Languages []competency   `xml:"PersonQualifications>PersonCompetency"`
		Skills    []competency   `xml:"Skills>PersonCompetency"`
		Groups    []competencies `xml:"Skills>SkillsGroup"`
		Others    []section      `xml:"Others"`
	} `xml:"CandidateProfile"`
}

type person struct {
	Given         string          `xml:"PersonName>GivenName"`
	Family        string          `xml:"PersonName>FamilyName"`
	Channels      []communication `xml:"Communication"`
	Nationalities []string        `xml:"NationalityCode"`
	BirthOn       string          `xml:"BirthDate"`
	Mothers       []coded         `xml:"PrimaryLanguageCode"`
}

// coded is a code, or free text where its scheme says so.
type coded struct {
	Scheme string `xml:"schemeName,attr"`
	Name   string `xml:"name,attr"`
	Value  string `xml:",chardata"`
}

type communication struct {
	Channel string   `xml:"ChannelCode"`
	URI     string   `xml:"URI"`
	Prefix  string   `xml:"CountryDialing"`
	Number  string   `xml:"DialNumber"`
	Address *address `xml:"Address"`
}

type address struct {
	Lines   []string `xml:"AddressLine"`
	City    string   `xml:"CityName"`
	Country string   `xml:"CountryCode"`
	Code    string   `xml:"PostalCode"`
}

type employer struct {
	Name      string          `xml:"OrganizationName"`
	Sector    string          `xml:"IndustryCode"`
	Contact   []communication `xml:"OrganizationContact>Communication"`
	Positions []position      `xml:"PositionHistory"`
}

type position struct {
	Title struct {
		URI   string `xml:"languageID,attr"`
		Value string `xml:",chardata"`
	} `xml:"PositionTitle"`
	Period      period `xml:"EmploymentPeriod"`
	Description string `xml:"Description"`
	City        string `xml:"City"`
	Country     string `xml:"Country"`
}

type period struct {
	From    string `xml:"StartDate>FormattedDateTime"`
	To      string `xml:"EndDate>FormattedDateTime"`
	Current string `xml:"CurrentIndicator"`
	Ongoing string `xml:"Ongoing"`
}

type attendance struct {
	School      string          `xml:"OrganizationName"`
	Contact     []communication `xml:"OrganizationContact>Communication"`
	Level       string          `xml:"EducationLevelCode"`
	Period      period          `xml:"AttendancePeriod"`
	Title       string          `xml:"EducationDegree>DegreeName"`
	Description string          `xml:"EducationDegree>OccupationalSkillsCovered"`
}

type competency struct {
	ID         coded  `xml:"CompetencyID"`
	Taxonomy   string `xml:"TaxonomyID"`
	Name       string `xml:"CompetencyName"`
	Dimensions []struct {
		Type  string `xml:"CompetencyDimensionTypeCode"`
		Score string `xml:"Score>ScoreText"`
	} `xml:"CompetencyDimension"`
}

type competencies struct {
	Skills []competency `xml:"PersonCompetency"`
}

type section struct {
	Title struct {
		Kind string `xml:"typeCode,attr"`
	} `xml:"Title"`
	Lines []struct {
		Title string `xml:"Title"`
		From  string `xml:"Date>StartDate>FormattedDateTime"`
		To    string `xml:"Date>EndDate>FormattedDateTime"`
	} `xml:"Other"`
}
