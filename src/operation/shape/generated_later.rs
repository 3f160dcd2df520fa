//! The tables of the shapes that are loaded later, made by scripts/shapes.py from the service model. Not edited by hand.

use super::row::{Kind, Member, Shape};

pub(super) static LATER_SHAPES: [Shape; 265] = [
    Shape::new(Kind::String, 10, 0, 0, 0),
    Shape::new(Kind::Enum, 0, 1394, 0, 0),
    Shape::new(Kind::Structure, 0, 157, 2, 1430),
    Shape::new(Kind::List, 0, 80, 0, 0),
    Shape::new(Kind::Enum, 0, 1450, 0, 0),
    Shape::new(Kind::Structure, 0, 159, 2, 1470),
    Shape::new(Kind::List, 11, 83, 0, 0),
    Shape::new(Kind::Enum, 0, 1487, 0, 0),
    Shape::new(Kind::List, 12, 78, 0, 0),
    Shape::new(Kind::Structure, 0, 161, 2, 1543),
    Shape::new(Kind::Structure, 0, 163, 3, 1564),
    Shape::new(Kind::List, 0, 88, 0, 0),
    Shape::new(Kind::List, 2, 83, 0, 0),
    Shape::new(Kind::Long, 2, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 166, 2, 1621),
    Shape::new(Kind::Long, 0, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 168, 2, 1684),
    Shape::new(Kind::Structure, 0, 170, 2, 1742),
    Shape::new(Kind::Structure, 0, 172, 6, 1757),
    Shape::new(Kind::List, 0, 96, 0, 0),
    Shape::new(Kind::Enum, 0, 1778, 0, 0),
    Shape::new(Kind::Enum, 0, 1807, 0, 0),
    Shape::new(Kind::Structure, 0, 178, 2, 1888),
    Shape::new(Kind::Enum, 0, 1908, 0, 0),
    Shape::new(Kind::Structure, 0, 180, 3, 1951),
    Shape::new(Kind::String, 13, 0, 0, 0),
    Shape::new(Kind::String, 14, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 183, 2, 1968),
    Shape::new(Kind::List, 0, 105, 0, 0),
    Shape::new(Kind::Enum, 0, 1972, 0, 0),
    Shape::new(Kind::Enum, 0, 2009, 0, 0),
    Shape::new(Kind::Structure, 0, 157, 1, 2051),
    Shape::new(Kind::Enum, 0, 2077, 0, 0),
    Shape::new(Kind::Structure, 0, 185, 2, 2121),
    Shape::new(Kind::List, 2, 111, 0, 0),
    Shape::new(Kind::Enum, 0, 2141, 0, 0),
    Shape::new(Kind::Structure, 0, 187, 6, 2229),
    Shape::new(Kind::List, 0, 114, 0, 0),
    Shape::new(Kind::Structure, 8, 193, 18, 2446),
    Shape::new(Kind::Structure, 8, 4, 1, 2463),
    Shape::new(Kind::Integer, 7, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 211, 2, 2506),
    Shape::new(Kind::Structure, 0, 213, 4, 2522),
    Shape::new(Kind::Structure, 0, 172, 6, 2555),
    Shape::new(Kind::Structure, 0, 163, 1, 2588),
    Shape::new(Kind::Structure, 0, 217, 3, 2628),
    Shape::new(Kind::List, 0, 123, 0, 0),
    Shape::new(Kind::Structure, 0, 220, 1, 2655),
    Shape::new(Kind::Structure, 0, 168, 1, 2685),
    Shape::new(Kind::Structure, 0, 221, 3, 2712),
    Shape::new(Kind::List, 2, 127, 0, 0),
    Shape::new(Kind::Structure, 0, 224, 6, 2770),
    Shape::new(Kind::Structure, 0, 224, 6, 2805),
    Shape::new(Kind::Structure, 0, 224, 1, 2840),
    Shape::new(Kind::Enum, 0, 2875, 0, 0),
    Shape::new(Kind::Structure, 0, 230, 2, 2915),
    Shape::new(Kind::Structure, 0, 232, 4, 2969),
    Shape::new(Kind::List, 2, 134, 0, 0),
    Shape::new(Kind::Enum, 0, 2992, 0, 0),
    Shape::new(Kind::Structure, 0, 224, 1, 3009),
    Shape::new(Kind::Structure, 0, 224, 1, 3051),
    Shape::new(Kind::Structure, 0, 236, 2, 3093),
    Shape::new(Kind::List, 15, 139, 0, 0),
    Shape::new(Kind::Structure, 0, 187, 6, 3123),
    Shape::new(Kind::Structure, 0, 163, 1, 3147),
    Shape::new(Kind::Structure, 0, 238, 2, 3171),
    Shape::new(Kind::List, 0, 143, 0, 0),
    Shape::new(Kind::Structure, 8, 240, 17, 3332),
    Shape::new(Kind::Structure, 8, 4, 1, 3349),
    Shape::new(Kind::String, 16, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 257, 4, 3436),
    Shape::new(Kind::Structure, 0, 257, 1, 3459),
    Shape::new(Kind::Structure, 0, 261, 2, 3482),
    Shape::new(Kind::Structure, 0, 263, 2, 3508),
    Shape::new(Kind::List, 0, 103, 0, 0),
    Shape::new(Kind::Structure, 0, 265, 2, 3533),
    Shape::new(Kind::Structure, 0, 267, 2, 3562),
    Shape::new(Kind::Structure, 0, 269, 2, 3586),
    Shape::new(Kind::Structure, 8, 271, 2, 3610),
    Shape::new(Kind::Structure, 8, 4, 1, 3632),
    Shape::new(Kind::Structure, 0, 0, 0, 3656),
    Shape::new(Kind::Structure, 0, 0, 0, 3676),
    Shape::new(Kind::String, 17, 0, 0, 0),
    Shape::new(Kind::List, 2, 1, 0, 0),
    Shape::new(Kind::String, 18, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 273, 8, 3722),
    Shape::new(Kind::Structure, 0, 281, 4, 3744),
    Shape::new(Kind::List, 8, 164, 0, 0),
    Shape::new(Kind::Structure, 0, 285, 3, 3777),
    Shape::new(Kind::Structure, 0, 288, 2, 0),
    Shape::new(Kind::List, 0, 167, 0, 0),
    Shape::new(Kind::Structure, 0, 290, 1, 0),
    Shape::new(Kind::Structure, 0, 291, 3, 3810),
    Shape::new(Kind::List, 7, 170, 0, 0),
    Shape::new(Kind::Structure, 0, 294, 4, 3852),
    Shape::new(Kind::Structure, 0, 4, 1, 3876),
    Shape::new(Kind::Integer, 19, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 298, 2, 3955),
    Shape::new(Kind::Structure, 0, 300, 2, 3988),
    Shape::new(Kind::Structure, 0, 302, 2, 4028),
    Shape::new(Kind::String, 20, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 304, 1, 4056),
    Shape::new(Kind::Double, 0, 0, 0, 0),
    Shape::new(Kind::Enum, 0, 4076, 0, 0),
    Shape::new(Kind::Structure, 0, 305, 6, 4181),
    Shape::new(Kind::Structure, 0, 304, 1, 4198),
    Shape::new(Kind::Structure, 0, 311, 9, 4354),
    Shape::new(Kind::Structure, 0, 320, 12, 4453),
    Shape::new(Kind::Structure, 0, 332, 3, 4508),
    Shape::new(Kind::String, 21, 0, 0, 0),
    Shape::new(Kind::Enum, 0, 4525, 0, 0),
    Shape::new(Kind::Structure, 0, 335, 2, 4551),
    Shape::new(Kind::Structure, 0, 337, 4, 4595),
    Shape::new(Kind::Enum, 0, 4615, 0, 0),
    Shape::new(Kind::String, 22, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 341, 5, 4736),
    Shape::new(Kind::String, 23, 0, 0, 0),
    Shape::new(Kind::Integer, 24, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 346, 2, 4772),
    Shape::new(Kind::Structure, 0, 348, 3, 0),
    Shape::new(Kind::Structure, 0, 351, 1, 0),
    Shape::new(Kind::List, 0, 198, 0, 0),
    Shape::new(Kind::Structure, 0, 352, 1, 0),
    Shape::new(Kind::String, 25, 0, 0, 0),
    Shape::new(Kind::String, 26, 0, 0, 0),
    Shape::new(Kind::Enum, 0, 4823, 0, 0),
    Shape::new(Kind::Enum, 0, 4842, 0, 0),
    Shape::new(Kind::Enum, 0, 4874, 0, 0),
    Shape::new(Kind::Structure, 0, 353, 3, 4947),
    Shape::new(Kind::Structure, 0, 356, 5, 4978),
    Shape::new(Kind::Structure, 0, 361, 12, 5115),
    Shape::new(Kind::Structure, 0, 373, 1, 0),
    Shape::new(Kind::Structure, 0, 374, 1, 0),
    Shape::new(Kind::Structure, 0, 375, 1, 0),
    Shape::new(Kind::Structure, 0, 376, 1, 5173),
    Shape::new(Kind::Integer, 8, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 377, 3, 5204),
    Shape::new(Kind::Structure, 0, 380, 3, 5233),
    Shape::new(Kind::Enum, 0, 5248, 0, 0),
    Shape::new(Kind::String, 15, 0, 0, 0),
    Shape::new(Kind::String, 27, 0, 0, 0),
    Shape::new(Kind::List, 10, 218, 0, 0),
    Shape::new(Kind::Structure, 0, 383, 2, 5293),
    Shape::new(Kind::Structure, 0, 385, 1, 5308),
    Shape::new(Kind::Enum, 0, 5327, 0, 0),
    Shape::new(Kind::Structure, 0, 386, 9, 5344),
    Shape::new(Kind::Structure, 0, 395, 6, 5401),
    Shape::new(Kind::Structure, 0, 401, 1, 5428),
    Shape::new(Kind::String, 28, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 402, 3, 5457),
    Shape::new(Kind::Structure, 0, 405, 5, 5474),
    Shape::new(Kind::Enum, 0, 5495, 0, 0),
    Shape::new(Kind::List, 0, 229, 0, 0),
    Shape::new(Kind::Structure, 0, 410, 6, 5537),
    Shape::new(Kind::Long, 29, 0, 0, 0),
    Shape::new(Kind::Enum, 0, 5559, 0, 0),
    Shape::new(Kind::Structure, 0, 416, 6, 5597),
    Shape::new(Kind::Structure, 0, 422, 1, 5637),
    Shape::new(Kind::String, 30, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 423, 2, 5664),
    Shape::new(Kind::Structure, 0, 422, 1, 5688),
    Shape::new(Kind::Enum, 0, 5713, 0, 0),
    Shape::new(Kind::Structure, 0, 425, 1, 5775),
    Shape::new(Kind::Structure, 0, 426, 3, 5811),
    Shape::new(Kind::Structure, 0, 425, 1, 5844),
    Shape::new(Kind::Structure, 0, 429, 3, 5880),
    Shape::new(Kind::Structure, 0, 4, 1, 5919),
    Shape::new(Kind::Structure, 0, 432, 1, 5960),
    Shape::new(Kind::List, 0, 245, 0, 0),
    Shape::new(Kind::Structure, 0, 433, 2, 6001),
    Shape::new(Kind::Structure, 0, 224, 1, 6024),
    Shape::new(Kind::Structure, 0, 224, 1, 6044),
    Shape::new(Kind::Structure, 0, 435, 2, 6064),
    Shape::new(Kind::List, 0, 250, 0, 0),
    Shape::new(Kind::Structure, 0, 437, 2, 6078),
    Shape::new(Kind::Structure, 0, 433, 1, 6101),
    Shape::new(Kind::Structure, 0, 439, 3, 6156),
    Shape::new(Kind::Structure, 0, 433, 1, 6178),
    Shape::new(Kind::String, 31, 0, 0, 0),
    Shape::new(Kind::String, 32, 0, 0, 0),
    Shape::new(Kind::Integer, 0, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 442, 4, 6271),
    Shape::new(Kind::Structure, 0, 446, 2, 6381),
    Shape::new(Kind::Structure, 0, 448, 5, 6490),
    Shape::new(Kind::Structure, 0, 453, 3, 6596),
    Shape::new(Kind::List, 12, 262, 0, 0),
    Shape::new(Kind::Structure, 0, 456, 3, 6720),
    Shape::new(Kind::List, 12, 264, 0, 0),
    Shape::new(Kind::Structure, 0, 459, 5, 6872),
    Shape::new(Kind::List, 33, 266, 0, 0),
    Shape::new(Kind::Structure, 0, 464, 6, 7019),
    Shape::new(Kind::Long, 34, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 470, 9, 7093),
    Shape::new(Kind::Structure, 0, 479, 2, 0),
    Shape::new(Kind::Structure, 0, 481, 13, 7165),
    Shape::new(Kind::Structure, 0, 494, 2, 7181),
    Shape::new(Kind::Structure, 0, 496, 2, 7213),
    Shape::new(Kind::List, 0, 271, 0, 0),
    Shape::new(Kind::Structure, 0, 498, 1, 0),
    Shape::new(Kind::Structure, 0, 4, 1, 7235),
    Shape::new(Kind::Structure, 0, 193, 18, 2446),
    Shape::new(Kind::Structure, 0, 225, 5, 7256),
    Shape::new(Kind::Structure, 0, 499, 6, 7306),
    Shape::new(Kind::List, 35, 280, 0, 0),
    Shape::new(Kind::Structure, 0, 505, 8, 7405),
    Shape::new(Kind::Structure, 0, 513, 4, 7429),
    Shape::new(Kind::Structure, 0, 517, 3, 7451),
    Shape::new(Kind::Structure, 0, 520, 3, 0),
    Shape::new(Kind::List, 0, 285, 0, 0),
    Shape::new(Kind::Structure, 0, 523, 1, 0),
    Shape::new(Kind::Long, 36, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 524, 5, 7505),
    Shape::new(Kind::Structure, 0, 529, 2, 0),
    Shape::new(Kind::List, 0, 290, 0, 0),
    Shape::new(Kind::Structure, 0, 531, 1, 0),
    Shape::new(Kind::Structure, 0, 532, 7, 7554),
    Shape::new(Kind::Structure, 0, 539, 4, 7576),
    Shape::new(Kind::Structure, 0, 543, 9, 7633),
    Shape::new(Kind::List, 0, 295, 0, 0),
    Shape::new(Kind::Structure, 0, 552, 5, 7668),
    Shape::new(Kind::Structure, 0, 557, 2, 7689),
    Shape::new(Kind::String, 37, 1, 0, 0),
    Shape::new(Kind::Structure, 0, 559, 5, 7740),
    Shape::new(Kind::Structure, 0, 559, 2, 7754),
    Shape::new(Kind::Structure, 0, 564, 3, 7768),
    Shape::new(Kind::Structure, 0, 0, 0, 7784),
    Shape::new(Kind::Structure, 0, 567, 1, 0),
    Shape::new(Kind::List, 0, 304, 0, 0),
    Shape::new(Kind::Structure, 0, 568, 1, 0),
    Shape::new(Kind::Structure, 0, 569, 4, 7825),
    Shape::new(Kind::List, 0, 307, 0, 0),
    Shape::new(Kind::Structure, 0, 573, 6, 7856),
    Shape::new(Kind::Structure, 0, 579, 4, 7880),
    Shape::new(Kind::Structure, 0, 583, 3, 0),
    Shape::new(Kind::List, 0, 311, 0, 0),
    Shape::new(Kind::Structure, 0, 586, 1, 0),
    Shape::new(Kind::Structure, 0, 587, 2, 7901),
    Shape::new(Kind::Structure, 0, 0, 0, 7917),
    Shape::new(Kind::Structure, 0, 589, 4, 7947),
    Shape::new(Kind::Enum, 0, 7963, 0, 0),
    Shape::new(Kind::Enum, 0, 7979, 0, 0),
    Shape::new(Kind::Structure, 0, 593, 4, 8073),
    Shape::new(Kind::Structure, 0, 55, 2, 8104),
    Shape::new(Kind::Integer, 35, 0, 0, 0),
    Shape::new(Kind::Structure, 0, 597, 3, 8137),
    Shape::new(Kind::Structure, 0, 600, 5, 8188),
    Shape::new(Kind::Structure, 0, 605, 6, 8215),
    Shape::new(Kind::Structure, 0, 4, 1, 2463),
    Shape::new(Kind::Structure, 0, 611, 6, 8263),
    Shape::new(Kind::Structure, 0, 617, 4, 8307),
    Shape::new(Kind::Structure, 0, 621, 3, 8332),
    Shape::new(Kind::Structure, 0, 75, 17, 1001),
    Shape::new(Kind::Structure, 0, 624, 6, 8367),
    Shape::new(Kind::Structure, 0, 630, 4, 8381),
    Shape::new(Kind::List, 0, 14, 0, 0),
    Shape::new(Kind::Structure, 0, 634, 2, 8402),
    Shape::new(Kind::List, 0, 333, 0, 0),
    Shape::new(Kind::Structure, 0, 636, 2, 8415),
    Shape::new(Kind::List, 0, 335, 0, 0),
    Shape::new(Kind::Structure, 0, 638, 7, 8450),
    Shape::new(Kind::Structure, 0, 645, 4, 8491),
    Shape::new(Kind::Structure, 0, 649, 4, 8518),
    Shape::new(Kind::Structure, 0, 653, 3, 8549),
    Shape::new(Kind::Structure, 0, 73, 1, 0),
    Shape::new(Kind::Structure, 0, 656, 13, 8621),
];

#[rustfmt::skip]
pub(super) static LATER_MEMBERS: [Member; 512] = [
    Member(1402, 32846), Member(1416, 32847), Member(1402, 32846), Member(1462, 32850), Member(1511, 85),
    Member(1526, 86), Member(810, 32798), Member(1554, 32852), Member(1543, 32855), Member(1584, 32859),
    Member(1602, 32859), Member(1643, 93), Member(1663, 93), Member(1703, 93), Member(1722, 93),
    Member(810, 32798), Member(1554, 32858), Member(1543, 32855), Member(1621, 92), Member(1684, 94),
    Member(1742, 95), Member(1859, 32773), Member(1873, 99), Member(1920, 5), Member(1928, 101),
    Member(1936, 14), Member(546, 32871), Member(90, 104), Member(1402, 32772), Member(2097, 32878),
    Member(810, 32798), Member(2172, 32877), Member(2188, 112), Member(1543, 32855), Member(2201, 32859),
    Member(2212, 32881), Member(2241, 81), Member(267, 32770), Member(1554, 84), Member(2262, 89),
    Member(2284, 97), Member(2307, 98), Member(1621, 92), Member(1888, 100), Member(1951, 102),
    Member(2319, 106), Member(2324, 107), Member(2335, 5), Member(1742, 95), Member(2361, 14),
    Member(1684, 94), Member(2376, 2), Member(2397, 108), Member(2432, 115), Member(2482, 30),
    Member(827, 118), Member(810, 32798), Member(1621, 92), Member(1684, 94), Member(1742, 95),
    Member(1250, 120), Member(2621, 121), Member(1243, 122), Member(1584, 91), Member(810, 32798),
    Member(2655, 125), Member(2685, 126), Member(2740, 32782), Member(1936, 14), Member(2655, 125),
    Member(2685, 126), Member(2284, 128), Member(2751, 107), Member(2740, 32782), Member(2896, 32900),
    Member(2621, 129), Member(1250, 130), Member(1243, 131), Member(2956, 133), Member(2621, 137),
    Member(1243, 138), Member(2621, 141), Member(1243, 142), Member(2241, 81), Member(267, 32770),
    Member(2307, 98), Member(1621, 92), Member(3189, 124), Member(1888, 100), Member(1951, 102),
    Member(3217, 135), Member(2324, 107), Member(2335, 5), Member(3232, 136), Member(3255, 140),
    Member(1684, 94), Member(1742, 95), Member(2397, 108), Member(3281, 5), Member(3313, 144),
    Member(3366, 32915), Member(3378, 32782), Member(3385, 78), Member(3404, 5), Member(3366, 32915),
    Member(3385, 78), Member(3366, 32915), Member(2319, 32874), Member(3366, 32915), Member(3525, 32920),
    Member(3366, 32915), Member(3552, 14), Member(1920, 32773), Member(1402, 32846), Member(267, 32770),
    Member(3586, 32923), Member(3701, 32928), Member(3711, 161), Member(566, 5), Member(3552, 162),
    Member(304, 11), Member(827, 32), Member(446, 17), Member(602, 22), Member(3701, 32928),
    Member(3711, 161), Member(566, 5), Member(446, 17), Member(3766, 32933), Member(304, 11), Member(602, 22),
    Member(3804, 24), Member(277, 3), Member(1065, 168), Member(3701, 32928), Member(3711, 161),
    Member(446, 17), Member(3833, 32939), Member(1289, 68), Member(304, 11), Member(602, 22),
    Member(3907, 32773), Member(3934, 174), Member(267, 32770), Member(3955, 32943), Member(267, 32770),
    Member(4017, 32798), Member(4046, 32946), Member(267, 2), Member(827, 118), Member(4106, 180),
    Member(4126, 180), Member(4146, 178), Member(4170, 181), Member(4216, 32798), Member(4046, 32946),
    Member(4232, 98), Member(4252, 97), Member(4281, 89), Member(2655, 92), Member(2685, 94),
    Member(4309, 102), Member(4334, 115), Member(4382, 2), Member(4397, 30), Member(4216, 32798),
    Member(4413, 5), Member(4437, 180), Member(4232, 98), Member(4252, 97), Member(4281, 89),
    Member(2655, 92), Member(2685, 94), Member(4309, 102), Member(4334, 115), Member(267, 30),
    Member(827, 118), Member(4484, 178), Member(4538, 188), Member(4543, 187), Member(4563, 32946),
    Member(827, 118), Member(4573, 187), Member(4551, 189), Member(4563, 32946), Member(4543, 32955),
    Member(4693, 32959), Member(4711, 192), Member(4726, 180), Member(4758, 32962), Member(827, 195),
    Member(1011, 3), Member(4788, 3), Member(4797, 3), Member(4806, 197), Member(4815, 199),
    Member(4904, 180), Member(4919, 180), Member(4932, 205), Member(894, 14), Member(581, 14),
    Member(911, 14), Member(395, 15), Member(420, 16), Member(4998, 32770), Member(5007, 180),
    Member(5018, 14), Member(5030, 32969), Member(5039, 14), Member(5053, 202), Member(5062, 101),
    Member(5077, 194), Member(5091, 203), Member(5104, 204), Member(4947, 206), Member(4978, 207),
    Member(420, 3), Member(4978, 209), Member(5145, 210), Member(5163, 32946), Member(4998, 2),
    Member(5193, 213), Member(3552, 14), Member(5039, 14), Member(5030, 32969), Member(5221, 202),
    Member(5272, 217), Member(5282, 219), Member(5304, 220), Member(267, 32798), Member(2241, 32849),
    Member(1554, 32858), Member(2307, 98), Member(1621, 92), Member(1684, 94), Member(1951, 102),
    Member(2284, 97), Member(2432, 115), Member(5018, 14), Member(5233, 32983), Member(5368, 32984),
    Member(5308, 221), Member(5380, 222), Member(5344, 32991), Member(5418, 32946), Member(4998, 2),
    Member(5448, 213), Member(3552, 226), Member(5039, 14), Member(5030, 32969), Member(5221, 202),
    Member(5368, 32971), Member(5380, 222), Member(5039, 14), Member(5030, 201), Member(5221, 202),
    Member(5062, 101), Member(5077, 194), Member(5526, 32998), Member(5018, 14), Member(5474, 32996),
    Member(5537, 32999), Member(267, 32770), Member(1663, 232), Member(5581, 233), Member(5620, 32946),
    Member(5193, 213), Member(3552, 236), Member(5738, 239), Member(267, 32770), Member(4563, 32946),
    Member(5775, 240), Member(267, 32770), Member(4563, 32946), Member(5844, 242), Member(2740, 14),
    Member(5968, 32798), Member(5984, 33014), Member(2621, 248), Member(1243, 249), Member(5968, 32798),
    Member(3217, 33019), Member(6126, 30), Member(827, 32), Member(2740, 14), Member(6211, 5),
    Member(6226, 258), Member(6242, 258), Member(6259, 32948), Member(6329, 257), Member(6340, 33027),
    Member(6405, 91), Member(6418, 91), Member(6431, 5), Member(6451, 256), Member(6470, 260),
    Member(810, 32798), Member(6516, 91), Member(6546, 261), Member(810, 32798), Member(6642, 91),
    Member(6671, 261), Member(2740, 32782), Member(6762, 91), Member(6798, 261), Member(6720, 265),
    Member(6854, 107), Member(5968, 32798), Member(6894, 98), Member(6917, 91), Member(6958, 261),
    Member(6596, 263), Member(6872, 267), Member(267, 32770), Member(546, 3), Member(7050, 14),
    Member(7056, 236), Member(5960, 269), Member(7063, 236), Member(7069, 236), Member(7075, 269),
    Member(7088, 5), Member(277, 3), Member(1011, 3), Member(267, 32770), Member(546, 3), Member(7050, 14),
    Member(1011, 3), Member(7056, 33004), Member(5960, 33037), Member(7110, 236), Member(7121, 269),
    Member(7133, 236), Member(7142, 269), Member(7152, 5), Member(7158, 5), Member(277, 3),
    Member(267, 32770), Member(7063, 14), Member(7195, 33004), Member(7205, 32782), Member(7231, 275),
    Member(2740, 33004), Member(7273, 236), Member(7280, 14), Member(7285, 22), Member(7288, 5),
    Member(7296, 279), Member(7320, 33046), Member(7331, 14), Member(7351, 33004), Member(7359, 136),
    Member(7364, 33049), Member(7372, 33004), Member(7388, 5), Member(7395, 5), Member(267, 32770),
    Member(7422, 33004), Member(7273, 33004), Member(7280, 14), Member(267, 32770), Member(7063, 14),
    Member(827, 32), Member(1011, 3), Member(7470, 24), Member(7474, 24), Member(7479, 286),
    Member(267, 32770), Member(7063, 14), Member(7489, 288), Member(7498, 288), Member(827, 32),
    Member(1011, 3), Member(7522, 3), Member(7526, 291), Member(267, 32770), Member(7534, 33004),
    Member(7541, 236), Member(7489, 288), Member(7498, 288), Member(7546, 5), Member(827, 32),
    Member(267, 32770), Member(7534, 33004), Member(7541, 236), Member(7571, 5), Member(1011, 32771),
    Member(7522, 3), Member(7595, 33004), Member(5960, 33037), Member(7601, 236), Member(7611, 269),
    Member(7623, 236), Member(7629, 5), Member(7285, 22), Member(267, 32770), Member(7526, 33064),
    Member(7647, 236), Member(7652, 236), Member(7661, 22), Member(267, 32770), Member(7647, 33004),
    Member(7713, 33067), Member(7718, 33004), Member(90, 32782), Member(7723, 22), Member(7733, 5),
    Member(7713, 33067), Member(7063, 236), Member(827, 32), Member(7803, 210), Member(7815, 305),
    Member(277, 32771), Member(375, 14), Member(395, 15), Member(420, 16), Member(7837, 32782),
    Member(7364, 3), Member(7841, 14), Member(267, 2), Member(945, 308), Member(7850, 5), Member(267, 32770),
    Member(7541, 32790), Member(7877, 32790), Member(7063, 14), Member(1011, 3), Member(7897, 3),
    Member(7522, 3), Member(7526, 312), Member(267, 33004), Member(602, 32790), Member(267, 32782),
    Member(7939, 32782), Member(4563, 32782), Member(7541, 14), Member(267, 32770), Member(810, 30),
    Member(8023, 33085), Member(8049, 318), Member(267, 2), Member(3552, 14), Member(5193, 321),
    Member(7541, 32790), Member(7877, 32790), Member(8166, 14), Member(267, 14), Member(8173, 14),
    Member(267, 33004), Member(810, 14), Member(8205, 32782), Member(7541, 32790), Member(7877, 32790),
    Member(8210, 93), Member(8237, 33004), Member(8251, 33004), Member(4726, 32790), Member(1275, 32835),
    Member(304, 11), Member(327, 12), Member(8237, 33004), Member(8282, 32773), Member(8289, 5),
    Member(8299, 5), Member(7489, 22), Member(7498, 22), Member(8325, 22), Member(7489, 32790),
    Member(7498, 32790), Member(8350, 22), Member(8356, 35), Member(8362, 329), Member(3701, 163),
    Member(267, 33004), Member(7489, 32790), Member(7498, 32790), Member(827, 32), Member(7718, 32782),
    Member(8395, 33100), Member(546, 32782), Member(90, 32782), Member(637, 32782), Member(8428, 14),
    Member(267, 14), Member(1011, 334), Member(8437, 336), Member(2319, 336), Member(3525, 332),
    Member(267, 33004), Member(8465, 22), Member(8474, 22), Member(8484, 22), Member(267, 33004),
    Member(7422, 33004), Member(8465, 22), Member(8510, 22), Member(4046, 32946), Member(7063, 14),
    Member(8540, 5), Member(7647, 33004), Member(8565, 33004), Member(8569, 22), Member(7320, 278),
    Member(7331, 78), Member(7939, 236), Member(7718, 236), Member(8579, 22), Member(8594, 22),
    Member(8604, 22), Member(8610, 22), Member(945, 36), Member(8616, 5),
];

pub(super) static LATER_TEXT: &[u8] = b"\
\x07B, N, S\x0dAttributeName\x0dAttributeType\x13AttributeDefinition\x0bHASH, RANGE\x07KeyType\
\x10KeySchemaElement\x17ALL, INCLUDE, KEYS_ONLY\x0eProjectionType\x10NonKeyAttributes\x0aProjection\
\x09KeySchema\x13LocalSecondaryIndex\x11ReadCapacityUnits\x12WriteCapacityUnits\x15ProvisionedThroughput\
\x13MaxReadRequestUnits\x14MaxWriteRequestUnits\x12OnDemandThroughput\x12ReadUnitsPerSecond\
\x13WriteUnitsPerSecond\x0eWarmThroughput\x14GlobalSecondaryIndex\x1cPROVISIONED, PAY_PER_REQUEST\
\x33NEW_IMAGE, OLD_IMAGE, NEW_AND_OLD_IMAGES, KEYS_ONLY\x0dStreamEnabled\x0eStreamViewType\
\x13StreamSpecification\x0bAES256, KMS\x07Enabled\x07SSEType\x0eKMSMasterKeyId\x10SSESpecification\x03Tag\
\x24STANDARD, STANDARD_INFREQUENT_ACCESS\x29ENABLED, DISABLED, ENABLED_WITH_OVERRIDES\
\x19VectorAttributeDefinition\x13HASH, INLINE_FILTER\x17SearchSchemaElementType\x13SearchSchemaElement\
\x1eCOSINE, DOT_PRODUCT, EUCLIDEAN\x0fVectorAttribute\x0cSearchSchema\x0aDimensions\x10DistanceFunction\
\x0bVectorIndex\x14AttributeDefinitions\x15LocalSecondaryIndexes\x16GlobalSecondaryIndexes\x0bBillingMode\
\x04Tags\x0aTableClass\x19DeletionProtectionEnabled\x0eResourcePolicy\x14GlobalTableSourceArn\
\x22GlobalTableSettingsReplicationMode\x0dVectorIndexes\x10CreateTableInput\x12DescribeTableInput\
\x17ExclusiveStartTableName\x0fListTablesInput\x20UpdateGlobalSecondaryIndexAction\
\x20CreateGlobalSecondaryIndexAction\x20DeleteGlobalSecondaryIndexAction\x06Create\
\x1aGlobalSecondaryIndexUpdate\x1dProvisionedThroughputOverride\x1aOnDemandThroughputOverride\
\x1bReplicaGlobalSecondaryIndex\x0aRegionName\x12TableClassOverride\x22CreateReplicationGroupMemberAction\
\x22UpdateReplicationGroupMemberAction\x22DeleteReplicationGroupMemberAction\x14WAIT_FOR_REPLICATION\
\x12DisassociationMode\x28DisassociateReplicationGroupMemberAction\x0cDisassociate\x16ReplicationGroupUpdate\
\x10EVENTUAL, STRONG\x29CreateGlobalTableWitnessGroupMemberAction\x29DeleteGlobalTableWitnessGroupMemberAction\
\x1dGlobalTableWitnessGroupUpdate\x17CreateVectorIndexAction\x17DeleteVectorIndexAction\x11VectorIndexUpdate\
\x1bGlobalSecondaryIndexUpdates\x0eReplicaUpdates\x16MultiRegionConsistency\x19GlobalTableWitnessUpdates\
\x1fDisassociationProtectionEnabled\x12VectorIndexUpdates\x10UpdateTableInput\x10DeleteTableInput\
\x0bResourceArn\x06Policy\x12ExpectedRevisionId\x1fConfirmRemoveSelfResourceAccess\x16PutResourcePolicyInput\
\x16GetResourcePolicyInput\x19DeleteResourcePolicyInput\x10TagResourceInput\x07TagKeys\x12UntagResourceInput\
\x09NextToken\x17ListTagsOfResourceInput\x17TimeToLiveSpecification\x15UpdateTimeToLiveInput\
\x17DescribeTimeToLiveInput\x13DescribeLimitsInput\x18DescribeEndpointsRequest\x09Statement\x0aParameters\
\x15ExecuteStatementInput\x15BatchStatementRequest\x0aStatements\x1aBatchExecuteStatementInput\x05Error\
\x16ParameterizedStatement\x12TransactStatements\x17ExecuteTransactionInput\x1eDescribeContinuousBackupsInput\
\x1aPointInTimeRecoveryEnabled\x14RecoveryPeriodInDays\x20PointInTimeRecoverySpecification\
\x1cUpdateContinuousBackupsInput\x0aBackupName\x11CreateBackupInput\x09BackupArn\x13DescribeBackupInput\
\x1dUSER, SYSTEM, AWS_BACKUP, ALL\x13TimeRangeLowerBound\x13TimeRangeUpperBound\x17ExclusiveStartBackupArn\
\x0aBackupType\x10ListBackupsInput\x11DeleteBackupInput\x0fTargetTableName\x13BillingModeOverride\
\x1cGlobalSecondaryIndexOverride\x1bLocalSecondaryIndexOverride\x18SSESpecificationOverride\
\x13VectorIndexOverride\x1bRestoreTableFromBackupInput\x0eSourceTableArn\x0fSourceTableName\
\x17UseLatestRestorableTime\x0fRestoreDateTime\x1eRestoreTableToPointInTimeInput\x17ExclusiveStartStreamArn\
\x10ListStreamsInput\x0cCHILD_SHARDS\x04Type\x07ShardId\x0bShardFilter\x09StreamArn\x15ExclusiveStartShardId\
\x13DescribeStreamInput\x4dTRIM_HORIZON, LATEST, AT_SEQUENCE_NUMBER, AFTER_SEQUENCE_NUMBER, AT_TIMESTAMP\
\x11ShardIteratorType\x0eSequenceNumber\x09Timestamp\x15GetShardIteratorInput\x0dShardIterator\
\x0fGetRecordsInput\x08NewImage\x08OldImage\x08dynamodb\x07Records\x12DYNAMODB_JSON, ION\
\x1fFULL_EXPORT, INCREMENTAL_EXPORT\x1dNEW_IMAGE, NEW_AND_OLD_IMAGES\x0eExportFromTime\x0cExportToTime\
\x0eExportViewType\x1eIncrementalExportSpecification\x13FilterSpecification\x08TableArn\x0aExportTime\
\x0bClientToken\x08S3Bucket\x0dS3BucketOwner\x08S3Prefix\x0eS3SseAlgorithm\x0dS3SseKmsKeyId\x0cExportFormat\
\x0aExportType\x1dExportTableToPointInTimeInput\x11ExportDescription\x09ExportArn\x13DescribeExportInput\
\x0aMaxResults\x10ListExportsInput\x0bS3KeyPrefix\x0eS3BucketSource\x17DYNAMODB_JSON, ION, CSV\x09Delimiter\
\x0aHeaderList\x0aCsvOptions\x03Csv\x12InputFormatOptions\x10GZIP, ZSTD, NONE\x17TableCreationParameters\
\x0bInputFormat\x14InputCompressionType\x10ImportTableInput\x09ImportArn\x13DescribeImportInput\x08PageSize\
\x10ListImportsInput\x14InputS3Configuration\x1eERROR, CONDITION_CHECK_FAILURE\x0aOutputType\
\x15OutputS3Configuration\x15STANDARD, ACCELERATED\x0fPerformanceTier\x16StartBulkPutItemsInput\
\x10BulkOperationArn\x1aDescribeBulkOperationInput\x17ListBulkOperationsInput\x18CancelBulkOperationInput\
\x18MILLISECOND, MICROSECOND\x24ApproximateCreationDateTimePrecision\x23EnableKinesisStreamingConfiguration\
\x20KinesisStreamingDestinationInput\x23UpdateKinesisStreamingConfiguration\
\x26UpdateKinesisStreamingDestinationInput\x28DescribeKinesisStreamingDestinationInput\x07Replica\
\x0fGlobalTableName\x10ReplicationGroup\x16CreateGlobalTableInput\x13CreateReplicaAction\
\x13DeleteReplicaAction\x0dReplicaUpdate\x16UpdateGlobalTableInput\x18DescribeGlobalTableInput\
\x1dExclusiveStartGlobalTableName\x15ListGlobalTablesInput\x20DescribeGlobalTableSettingsInput\
\x0eDisableScaleIn\x0fScaleInCooldown\x10ScaleOutCooldown\x0bTargetValue\
\x39AutoScalingTargetTrackingScalingPolicyConfigurationUpdate\x0aPolicyName\
\x28TargetTrackingScalingPolicyConfiguration\x17AutoScalingPolicyUpdate\x0cMinimumUnits\x0cMaximumUnits\
\x13AutoScalingDisabled\x12AutoScalingRoleArn\x13ScalingPolicyUpdate\x19AutoScalingSettingsUpdate\
\x1dProvisionedWriteCapacityUnits\x31ProvisionedWriteCapacityAutoScalingSettingsUpdate\
\x2dGlobalTableGlobalSecondaryIndexSettingsUpdate\x1cProvisionedReadCapacityUnits\
\x30ProvisionedReadCapacityAutoScalingSettingsUpdate\x29ReplicaGlobalSecondaryIndexSettingsUpdate\
\x23ReplicaProvisionedReadCapacityUnits\x37ReplicaProvisionedReadCapacityAutoScalingSettingsUpdate\
\x11ReplicaTableClass\x15ReplicaSettingsUpdate\x16GlobalTableBillingMode\
\x28GlobalTableProvisionedWriteCapacityUnits\x3cGlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate\
\x1eUpdateGlobalTableSettingsInput\x05Place\x06Ballot\x05After\x05Known\x0cKnownReplica\x04Peek\
\x10PrepareItemInput\x0aMadeBallot\x0bMadeReplica\x08OnBallot\x09OnReplica\x05Learn\x06Chosen\
\x0fAcceptItemInput\x0dListOpenInput\x09Operation\x07Request\x11EvaluateItemInput\x03Met\
\x14DescribeReplicaInput\x10ReplicaOverrides\x06Status\x04Note\x02Ms\x07Witness\x09Overrides\x0dReplicaMember\
\x0aDefinition\x13TimeToLiveAttribute\x07GroupId\x04Mode\x07Members\x0fDefinitionClock\x06Legacy\x09Protected\
\x10JoinReplicaInput\x06Region\x15SetReplicaStatusInput\x12ListConflictsInput\x03Won\x04Lost\x09Conflicts\
\x08HashFrom\x06HashTo\x10ReadReplicaInput\x03New\x07Changes\x06Reader\x04From\x07Foreign\x10ReadChangesInput\
\x04Stop\x12FollowReplicaInput\x05Clock\x09BaseClock\x0bBaseReplica\x05Event\x03Ttl\x0dReplicaChange\x04Peer\
\x08Position\x06Latest\x14ApplyReplicatedInput\x17GetReplicaPositionInput\x04Kind\x04Name\x09IfVersion\
\x06Summon\x0dPutStateInput\x0dGetStateInput\x0fListStatesInput\x12ListTransfersInput\x0bDescription\
\x09Transfers\x0bTransferPut\x03Arn\x08Progress\x05Ended\x14AdvanceTransferInput\x02To\x10ReadHistoryInput\
\x03Old\x0fOpenMomentInput\x15ListDestinationsInput\x07TableId\x0fGetChangesInput\x0fENABLE, DISABLE\
\x2bACCESSED_AND_THROTTLED_KEYS, THROTTLED_KEYS\x19ContributorInsightsAction\x17ContributorInsightsMode\
\x1eUpdateContributorInsightsInput\x20DescribeContributorInsightsInput\x1cListContributorInsightsInput\
\x06Metric\x0eExclusiveStart\x10ReadMetricsInput\x04Rule\x04Most\x15ReadContributorsInput\x0dTransactionId\
\x0bCoordinator\x12PrepareWritesInput\x06Commit\x09IfUnknown\x07Settled\x11DecideWritesInput\x06Before\
\x11ListPreparedInput\x05Spent\x05Query\x04Scan\x0dReadPartInput\x0dDropPartInput\x06Values\x0cAuthorizeKey\
\x0cAuthorizeTag\x08Resource\x0cResourceTags\x0eAuthorizeInput\x08OldestMs\x09Throttled\x06Failed\
\x12CountDeliveryInput\x07Pending\x15CountReplicationInput\x08Describe\x0fReadBackupInput\x03Job\x09MostBytes\
\x0eTableCreatedMs\x09CreatedMs\x05Count\x05Bytes\x04Last\x0fKeepBackupInput";
