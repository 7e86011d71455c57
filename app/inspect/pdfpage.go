package inspect

import (
	"math"
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// page is one that was found, with what it inherits.
type page struct {
	number, written int
	dict            types.Dict
}

// inherited are the entries a page may have from above.
var inherited = []string{"Resources", "MediaBox", "CropBox", "Rotate"}

// findPages walks the tree of pages. A tree that comes back to itself, or names what is
// not there, is broken; at one page too many it stops.
func (c *copier) findPages(most int) ([]*page, error) {
	root := c.dict(*c.x.Root)
	top, ok := root["Pages"].(types.IndirectRef)
	if !ok {
		return nil, refusal(refusedBroken)
	}
	var found []*page
	seen := map[int]bool{}
	var walk func(r types.IndirectRef, above types.Dict, depth int) error
	walk = func(r types.IndirectRef, above types.Dict, depth int) error {
		number := int(r.ObjectNumber)
		d := c.dict(r)
		switch {
		case d == nil || seen[number]:
			return refusal(refusedBroken)
		case depth > mostDepth || len(seen) > mostWritten:
			return refusal(refusedHeavy)
		}
		seen[number] = true
		own := types.Dict{}
		for _, k := range inherited {
			if own[k] = d[k]; d[k] == nil {
				own[k] = above[k]
			}
		}
		kids, parent := c.get(d["Kids"]).(types.Array)
		if !parent {
			if len(found) >= most {
				return refusal(refusedPages)
			}
			for k, v := range d {
				if !slices.Contains(inherited, k) {
					own[k] = v
				}
			}
			found = append(found, &page{number: number, dict: own})
			return nil
		}
		for _, kid := range kids {
			r, ok := kid.(types.IndirectRef)
			if !ok {
				return refusal(refusedBroken)
			}
			if err := walk(r, own, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	if err := walk(top, types.Dict{}, 0); err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, refusal(refusedBroken)
	}
	return found, nil
}

// page writes a page anew: what is drawn, its size, and the marks that can be seen.
func (c *copier) page(p *page, tree int) error {
	d := types.Dict{"Type": types.Name("Page"), "Parent": ref(tree), "MediaBox": c.box(p.dict["MediaBox"], types.Array{
		types.Integer(0), types.Integer(0), types.Float(595.28), types.Float(841.89)})}
	if crop := c.box(p.dict["CropBox"], nil); crop != nil {
		d["CropBox"] = crop
	}
	if turn, ok := c.get(p.dict["Rotate"]).(types.Integer); ok && turn%90 == 0 {
		d["Rotate"] = types.Integer(((int(turn) % 360) + 360) % 360)
	}
	for _, k := range []string{"StructParents", "Tabs", "Group", "Resources"} {
		v, err := c.value(c.get(p.dict[k]), 0)
		if err != nil {
			return err
		}
		if v != nil {
			d[k] = v
		}
	}
	contents, err := c.contents(p.dict["Contents"])
	if err != nil {
		return err
	}
	d["Contents"] = contents
	if err := c.draw(p); err != nil {
		return err
	}
	marks, err := c.marks(p.dict["Annots"])
	if err != nil {
		return err
	}
	if len(marks) > 0 {
		d["Annots"] = marks
	}
	c.out.object(p.written, d)
	return nil
}

// box is a rectangle of sane size, or what is to stand instead.
func (c *copier) box(o types.Object, otherwise types.Array) types.Array {
	a := c.array(o)
	if len(a) != 4 {
		return otherwise
	}
	var n [4]float64
	box := types.Array{}
	for i, v := range a {
		var ok bool
		if n[i], ok = number(c.get(v)); !ok {
			return otherwise
		}
		box = append(box, types.Float(n[i]))
	}
	wide, high := math.Abs(n[2]-n[0]), math.Abs(n[3]-n[1])
	if !(wide >= 1 && high >= 1 && wide <= mostBox && high <= mostBox) {
		return otherwise
	}
	return box
}

func number(o types.Object) (float64, bool) {
	switch o := o.(type) {
	case types.Integer:
		return float64(o), true
	case types.Float:
		return float64(o), !math.IsNaN(float64(o)) && !math.IsInf(float64(o), 0)
	}
	return 0, false
}

// contents are the streams of a page. One that is named and is not there was cut off.
func (c *copier) contents(o types.Object) (types.Array, error) {
	all := types.Array{o}
	if a, ok := c.get(o).(types.Array); ok {
		all = a
	} else if o == nil {
		all = nil
	}
	kept := types.Array{}
	for _, v := range all {
		r, ok := v.(types.IndirectRef)
		if !ok {
			return nil, refusal(refusedBroken)
		}
		s, ok := c.get(r).(types.StreamDict)
		if !ok {
			return nil, refusal(refusedBroken)
		}
		if _, outside := s.Dict["F"]; outside {
			continue
		}
		if err := c.measureText(s); err != nil {
			return nil, err
		}
		copied, err := c.reference(int(r.ObjectNumber))
		if err != nil {
			return nil, err
		}
		kept = append(kept, copied)
	}
	return kept, nil
}

// drawn are annotations whose picture is part of the page: what was filled in, written
// and marked. They become stamps, which do nothing.
var drawn = []string{"Widget", "FreeText", "Stamp", "Ink", "Square", "Circle", "Line", "Highlight", "Underline", "StrikeOut",
	"Squiggly", "Polygon", "PolyLine", "Caret"}

// marks are the annotations that stay, as pictures.
func (c *copier) marks(o types.Object) (types.Array, error) {
	kept := types.Array{}
	for _, v := range c.array(o) {
		d := c.dict(v)
		flags, _ := c.get(d["F"]).(types.Integer)
		const hidden, noView = 2, 32
		if d == nil || !slices.Contains(drawn, name(c.get(d["Subtype"]))) || flags&(hidden|noView) != 0 {
			continue
		}
		look, ok := c.appearance(d)
		rect := c.box(d["Rect"], nil)
		if !ok || rect == nil {
			continue
		}
		copied, err := c.reference(int(look.ObjectNumber))
		if err != nil {
			return nil, err
		}
		const printed, readOnly, locked = 4, 64, 128
		kept = append(kept, c.out.add(types.Dict{
			"Type": types.Name("Annot"), "Subtype": types.Name("Stamp"), "Rect": rect,
			"F": types.Integer(printed | readOnly | locked), "AP": types.Dict{"N": copied},
		}))
	}
	return kept, nil
}

// appearance is the normal picture of an annotation in the state it is in.
func (c *copier) appearance(d types.Dict) (types.IndirectRef, bool) {
	normal := c.dict(d["AP"])["N"]
	if states, ok := c.get(normal).(types.Dict); ok {
		normal = states[name(c.get(d["AS"]))]
	}
	r, ok := normal.(types.IndirectRef)
	if !ok {
		return r, false
	}
	_, ok = c.get(r).(types.StreamDict)
	return r, ok
}
