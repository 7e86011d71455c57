package paths

import (
	"fmt"
	"math"
	"strings"

	"approdo/app/cases"
	"approdo/app/web"
)

// Size of the drawing in its own units, and of the circle in it. The sides leave room
// for the longest of the short names.
const (
	radarWidth, radarHeight = 400, 290
	radarX, radarY          = 200, 145
	radarRadius             = 105.0
)

// Radar is a profile as ten axes, drawn by the view office/cases/radar: the outer ring
// is the highest level. Where a domain was not looked at the line is interrupted.
type Radar struct {
	Title, Desc string
	Rings       []RadarRing
	Axes        []RadarAxis
	// Line and Before are paths, of the profile and of the interview before it ("" for
	// none); Whole says that Line closes.
	Line, Before string
	Whole        bool
	Dots         []RadarPoint
}

// Width is of the drawing, in its own units.
func (*Radar) Width() int { return radarWidth }

// Height is of the drawing.
func (*Radar) Height() int { return radarHeight }

// CenterX is where the axes begin.
func (*Radar) CenterX() int { return radarX }

// CenterY is where the axes begin.
func (*Radar) CenterY() int { return radarY }

// RadarRing is a level all around.
type RadarRing struct {
	Points string
	Level  int
	Y      string
}

// RadarAxis is a domain: where its axis ends and where its name stands.
type RadarAxis struct {
	X, Y, LabelX, LabelY string
	Anchor, Label        string
}

// RadarPoint is a place in the drawing.
type RadarPoint struct{ X, Y string }

// newRadar draws a profile and, where there is one, the interview before it.
func newRadar(r *web.Request, p, before *cases.Profile) *Radar {
	d := &Radar{Title: r.T("cases.profile.of", "Day", r.L.DateShort(p.HeldOn.Time()))}
	var said []string
	for i, l := range p.Levels {
		x, y := spot(i, cases.LevelMax)
		axis := RadarAxis{X: unit(x), Y: unit(y), Anchor: "middle", Label: r.T("cases.domain." + l.Domain + ".short")}
		lx, ly := radarX+(x-radarX)*1.1, radarY+(y-radarY)*1.16+5
		if lx > radarX+1 {
			axis.Anchor = "start"
		} else if lx < radarX-1 {
			axis.Anchor = "end"
		}
		axis.LabelX, axis.LabelY = unit(lx), unit(ly)
		d.Axes = append(d.Axes, axis)
		if l.Level > 0 {
			x, y := spot(i, l.Level)
			d.Dots = append(d.Dots, RadarPoint{unit(x), unit(y)})
		}
		said = append(said, axis.Label+" "+levelText(r, l.Level))
	}
	d.Desc = strings.Join(said, "; ")
	for level := cases.LevelMin; level <= cases.LevelMax; level++ {
		_, y := spot(0, level)
		d.Rings = append(d.Rings, RadarRing{ring(level), level, unit(y + 4)})
	}
	d.Line, d.Whole = trace(p)
	if before != nil {
		d.Before, _ = trace(before)
	}
	return d
}

// spot is where a level lies on the nth axis; the first points up, the others follow
// clockwise.
func spot(n, level int) (x, y float64) {
	angle := 2*math.Pi*float64(n)/float64(len(cases.Domains())) - math.Pi/2
	far := radarRadius * float64(level) / cases.LevelMax
	return radarX + far*math.Cos(angle), radarY + far*math.Sin(angle)
}

func ring(level int) string {
	var points []string
	for i := range cases.Domains() {
		x, y := spot(i, level)
		points = append(points, unit(x)+","+unit(y))
	}
	return strings.Join(points, " ")
}

// trace is the line through the levels: closed where every domain has one, else only
// between neighbours that have.
func trace(p *cases.Profile) (path string, whole bool) {
	var b strings.Builder
	whole = p.Complete()
	for i, l := range p.Levels {
		next := (i + 1) % len(p.Levels)
		x, y := spot(i, l.Level)
		switch {
		case whole && i == 0, !whole && l.Level > 0 && p.Levels[next].Level > 0:
			fmt.Fprintf(&b, "M%s %s", unit(x), unit(y))
		case whole:
			fmt.Fprintf(&b, "L%s %s", unit(x), unit(y))
		}
		if !whole && l.Level > 0 && p.Levels[next].Level > 0 {
			x, y = spot(next, p.Levels[next].Level)
			fmt.Fprintf(&b, "L%s %s", unit(x), unit(y))
		}
	}
	if whole {
		b.WriteString("Z")
	}
	return b.String(), whole
}

func unit(x float64) string { return fmt.Sprintf("%.1f", x) }

func levelText(r *web.Request, level int) string {
	if level == 0 {
		return r.T("cases.level.none")
	}
	return r.T("cases.level.of", "Level", level, "Max", cases.LevelMax)
}
