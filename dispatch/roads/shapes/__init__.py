"""Roads from the shapes of bus lines: where no map is at hand, the lines drawn for timetables show the roads.

Shapes are cut where they jump in straight lines (:mod:`.cutting`), laid over one another (:mod:`.layers`),
joined where they meet (:mod:`.mesh`), and made a graph (:mod:`.graph`) with speeds (:mod:`.speeds`). What
comes out are the roads with a bus; there are no one-way streets and no rules for turning in it.
"""
