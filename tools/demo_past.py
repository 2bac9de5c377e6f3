"""How the debtors of `./dev demo` bought and paid in eighteen months.

Plain data, without Odoo: from it follow the class of each debtor and what has
changed, by the same rules as for everybody. Most of the past lies before the first
day of the story; it is all settled by then, so that nothing of it is asked for.
"""

from dataclasses import dataclass, replace

from tools.demo_play import Purchase

#: Due day of the first invoice: all of the past counts.
FIRST = -540
#: Days late, over and over. Whoever is easy is late now and then, never by so much
#: that anybody would wait for it: their story is that of the ladder.
PROMPT = (0, -1, 2, 0, 1, -3, 0)
EASY = (0, 4, 0, 0, 4, 0, 4)
LATER = (24, 31, 22, 27, 35, 25)
VERY_LATE = (58, 66, 51, 63, 70)
#: No two invoices are over the same amount.
WOBBLE = (1.0, 1.18, 0.86, 1.07, 0.93)


@dataclass(frozen=True)
class Habit:
    """What somebody bought, and how late it was paid.

    :param tuple late: days late, one after the other, over and over
    :param net: the amount of the first invoice
    :param tuple dues: due days; empty for regular ones from first to last
    :param int since: from this due day on they pay as in ``lately``
    :param growth: each invoice is so many per cent larger than the one before
    """

    late: tuple
    net: float
    what: str = ""
    first: int = FIRST
    last: int = -100
    every: int = 47
    dues: tuple = ()
    since: int = 0
    lately: tuple = ()
    growth: float = 0.0

    def purchases(self):
        """Return each :class:`Purchase`, the oldest first."""
        dues = self.dues or tuple(range(self.first, self.last + 1, self.every))
        made, lately = [], 0
        for place, due in enumerate(dues):
            late = self.late[place % len(self.late)]
            if self.lately and due >= self.since:
                late = self.lately[lately % len(self.lately)]
                lately += 1
            grown = (1 + self.growth / 100) ** place
            net = round(self.net * grown * WOBBLE[place % len(WOBBLE)], 2)
            made.append(Purchase(due, net, self.what, late))
        return tuple(made)


#: Class -> who of the cast gets there by a past of this kind; the others are new.
#: Whoever pays late now and then is regular, whatever their ladder.
LOYAL = {
    "Hôtel Belle Rive SA": Habit(PROMPT, 1_240, every=43),
    "Restaurant Le Petit Quai SRL": Habit(PROMPT, 860, every=53),
    "Tandartspraktijk Maris BV": Habit(PROMPT, 420, every=61),
    "Fitness Pulse BV": Habit(PROMPT, 735, every=49),
}
REGULAR = {
    "Garage Claes BV": Habit(EASY, 690, every=44),
    "Horeca Mertens BV": Habit(EASY, 540, every=52),
    "Apotheek Desmet BV": Habit(EASY, 310, every=66),
    "Meubelatelier Hendrickx BV": Habit(EASY, 1_450, every=41),
    "Van der Berg Import BV": Habit(EASY, 1_900, every=48),
    "Schrijnwerkerij Thys BV": Habit(EASY, 720, every=57),
    "Advieskantoor Thielemans BV": Habit(EASY, 260, every=72),
    "Interieur Janssens BV": Habit(EASY, 880, every=50),
    "Drukkerij Vermeulen NV": Habit(EASY, 410, every=63),
    "Dakwerken Lauwers BV": Habit(EASY, 970, every=46),
    "Ateliers Lambert SRL": Habit(EASY, 1_010, every=54),
    "Kaasboerderij Van Looy BV": Habit(EASY, 575, every=58),
    "Wijnhuis Bosmans BV": Habit(EASY, 640, every=69),
    "Fietsen Peeters BV": Habit(EASY, 480, every=71),
    "Notariskantoor Aerts BV": Habit(EASY, 355, every=74),
    "Bakkerij De Gouden Aar BV": Habit(EASY, 520, every=55),
    "Studio Noorderlicht BV": Habit(EASY, 905, every=60),
    "Scheepswerf Baltic NV": Habit(EASY, 4_200, every=45),
    "Bouwmaterialen Stox NV": Habit(EASY, 830, every=51),
    "Keukens Delvaux BV": Habit(EASY, 2_350, every=42),
    "Advocaten Nijs & Partners BV": Habit(EASY, 390, every=73),
    "Schilderwerken Ponsaerts BV": Habit(EASY, 620, every=56),
    "Transport Van Acker NV": Habit(EASY, 760, every=62),
    "Elektro Baert BV": Habit(EASY, 450, every=59),
    "Tegelhandel Wuyts BV": Habit(EASY, 2_900, every=47),
    "Wasserij Blanco BV": Habit(EASY, 680, every=64),
    "Hoeve Ter Dolen BVBA": Habit(EASY, 940, every=67),
    "Drankenhandel Sels BV": Habit(EASY, 1_120, every=53),
    "Tuincentrum Wouters BV": Habit(EASY, 795, every=48),
    "Zagerij Kuypers BV": Habit(EASY, 1_950, every=46),
}
LATE = {
    "Gemeente Olen": Habit(LATER, 2_150, last=-128, every=52),
    "Bouwwerken Maes NV": Habit(LATER, 3_600, last=-128, every=43),
    "Sportclub De Heide VZW": Habit(LATER, 380, last=-128, every=65),
    "Aannemer Goossens BV": Habit(LATER, 1_870, last=-128, every=49),
}
HABITS = {"loyal": LOYAL, "regular": REGULAR, "late": LATE}


def with_past(role):
    """Return a debtor of the cast with its past and the class that follows."""
    for pays, habits in HABITS.items():
        if role.name in habits:
            what = role.does[0].what
            past = replace(habits[role.name], what=what).purchases()
            return replace(role, pays=pays, bought=past)
    return role
