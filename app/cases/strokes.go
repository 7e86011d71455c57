package cases

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"strconv"
	"strings"

	"approdo/app/fault"
)

// The field a signature is drawn in, in points, and how much ink it takes: more than a
// dot, less than a drawing.
const (
	SignWidth  = 1000
	SignHeight = 400
	maxStrokes = 300
	maxPoints  = 6000
	minInk     = 40
)

// Strokes are the lines of a signature drawn on a screen, each at least one point.
type Strokes [][]image.Point

// ParseStrokes reads lines as the signing page writes them: "x y x y;x y …". Nothing drawn
// is Invalid "document.hand.error.empty" on strokes, anything else it cannot be
// "document.hand.error.strokes".
func ParseStrokes(s string) (Strokes, error) {
	if strings.Trim(s, " ;") == "" {
		return nil, strokeFault("document.hand.error.empty")
	}
	var all Strokes
	points := 0
	for _, line := range strings.Split(s, ";") {
		numbers := strings.Fields(line)
		if points += len(numbers) / 2; len(numbers)%2 != 0 || len(numbers) == 0 || points > maxPoints || len(all) == maxStrokes {
			return nil, strokeFault("document.hand.error.strokes")
		}
		stroke := make([]image.Point, 0, len(numbers)/2)
		for i := 0; i < len(numbers); i += 2 {
			x, ok1 := within(numbers[i], SignWidth)
			y, ok2 := within(numbers[i+1], SignHeight)
			if !ok1 || !ok2 {
				return nil, strokeFault("document.hand.error.strokes")
			}
			stroke = append(stroke, image.Pt(x, y))
		}
		all = append(all, stroke)
	}
	if all.ink() < minInk {
		return nil, strokeFault("document.hand.error.strokes")
	}
	return all, nil
}

func within(s string, most int) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 0 && n <= most
}

func strokeFault(key string) error {
	var k fault.Check
	k.Add("strokes", key)
	return k.Err()
}

// ink is the length of all lines together.
func (s Strokes) ink() (length float64) {
	for _, stroke := range s {
		for i := 1; i < len(stroke); i++ {
			d := stroke[i].Sub(stroke[i-1])
			length += math.Hypot(float64(d.X), float64(d.Y))
		}
	}
	return length
}

// pen is half the width of a line, in points.
const pen = 3.5

// PNG draws the signature, dark on white.
func (s Strokes) PNG() ([]byte, error) {
	sheet := image.NewGray(image.Rect(0, 0, SignWidth, SignHeight))
	for i := range sheet.Pix {
		sheet.Pix[i] = 255
	}
	for _, stroke := range s {
		draw(sheet, stroke[0], stroke[0])
		for i := 1; i < len(stroke); i++ {
			draw(sheet, stroke[i-1], stroke[i])
		}
	}
	var b bytes.Buffer
	err := png.Encode(&b, sheet)
	return b.Bytes(), fault.Wrap(err, "draw a signature")
}

// draw inks every point nearer to the line from a to b than the pen is wide.
func draw(sheet *image.Gray, a, b image.Point) {
	box := image.Rectangle{Min: a, Max: b}.Canon().Inset(-5).Intersect(sheet.Bounds())
	d := b.Sub(a)
	long := float64(d.X*d.X + d.Y*d.Y)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			p := image.Pt(x, y).Sub(a)
			along := 0.0
			if long > 0 {
				along = min(1, max(0, float64(p.X*d.X+p.Y*d.Y)/long))
			}
			off := math.Hypot(float64(p.X)-along*float64(d.X), float64(p.Y)-along*float64(d.Y))
			ink := min(1, max(0, pen+0.5-off))
			shade := color.Gray{Y: uint8(255 - 230*ink)}
			if shade.Y < sheet.GrayAt(x, y).Y {
				sheet.SetGray(x, y, shade)
			}
		}
	}
}
