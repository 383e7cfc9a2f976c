"""The geometry of the figures' pictures: figures in, places in percent of the drawing out. Pure.

Places are percentages, so that one drawing fits a wide page, a phone and paper while its words keep their size. Every
picture carries the words and the table that say the same.
"""
