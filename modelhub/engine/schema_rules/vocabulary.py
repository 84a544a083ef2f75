"""The words that the rules know: things a row can stand for, what is measured, what happens, and in which unit."""

from collections.abc import Mapping
from types import MappingProxyType

# Things that have rows of their own; "customer_name" is the name of the customer, "first_name" is not the name of a first.
ENTITIES = frozenset(
    """
    account address adjuster admission advertisement agency agent agreement aircraft airline airport album alert allocation
    appointment applicant application approver area artist asset assignment attachment author bank bathroom batch beneficiary
    bill block board body book booking borrower branch brand broker budget building business buyer cabin campaign candidate
    card carrier carton case category channel chapter check cheque child city claim claimant class classroom client clinic
    cohort collection comment commodity community company complaint component computer configuration consignee consignment
    contact container content contract contractor county country coupon course crew crop currency customer dataset deal dealer
    delivery department deposit depot device diagnosis diagram director discount district division document donation donor
    driver employee employer encounter engagement engineer enrolment entity equipment estimate event exam expense facility
    family farm feature field file film filing flight floor folder form franchise fund game garment genre grade grant group
    guarantor guest herd holder hospital hotel house household incident industry ingredient inspection inspector instalment
    instructor instrument insurer interaction inventory investigation investor invoice issue item job journal judge lab label
    land lane language lease ledger lender lesson licence license line listing loan location lot machine mailing manager
    manufacturer market material meal measurement media meeting member menu merchant message meter milestone mill mine model
    module mortgage movie note notification observation offer office officer operator opportunity order organisation
    organization outlet owner package page pallet parcel parent part participant partner party passenger patient payer payment
    payroll permit person phase physician pipeline plan plant player playlist plot point policy policyholder port portfolio
    position post prescription product production programme program project promotion property prospect provider province
    purchase query question quota quote railcar rating reader reading receipt recipe recipient record referral refund region
    registration rental repair report representative request requisition reseller reservation resident resource restaurant
    return review role room route row sale salesperson sample school season seat section segment seller sender sensor server
    service session settlement shelf shift shipment shipper shop site skill slot song source sponsor staff stage state
    statement station statute stock stop store street student subject subscriber subscription subsidiary supervisor supplier
    survey system tag talent task teacher team tenant term terminal territory test theatre therapist ticket track trade trailer
    train trainer transaction transfer treatment trial trip truck turbine tutor unit university user vacancy vehicle vendor
    venue version vessel visit visitor voucher voyage wagon ward warehouse warranty watch website well winery work worker
    workflow workspace yard zone
    """.split()  # noqa: SIM905
)

# Heads that describe the thing named in front of them rather than a thing of their own.
ATTRIBUTE_HEADS = frozenset(
    """
    name code number type status description date timestamp time title category class address email phone fax
    notes note comment comments reason url label length width height depth weight size colour color rate price cost amount
    total balance score rank version currency language gender count limit capacity location position sequence
    """.split()  # noqa: SIM905
)

MONEY = frozenset(
    """
    amount price cost fee fees charge charges total subtotal tax vat gst balance revenue salary wage wages premium deductible
    discount payment deposit refund expense expenses income profit margin budget credit debit value interest principal freight
    commission bonus copay royalty rent spend payout gross net turnover sales fare surcharge tip tariff
    """.split()  # noqa: SIM905
)

# What happened to the thing: "shipped_at" is when it was shipped.
PARTICIPLES: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(
        """
        accepted acknowledged activated added admitted allocated amended approved archived arrived assigned audited authorised
        authorized awarded billed blocked booked bought cancelled canceled captured certified changed checked claimed cleared
        closed collected committed completed confirmed contacted converted counted created credited deactivated declared
        declined delivered denied departed deployed discharged dispatched displayed disposed disputed drawn due earned
        elapsed ended enrolled entered escalated estimated exported extracted failed filed filled finalised finished fulfilled
        funded generated graded granted harvested hired imported ingested inserted inspected installed insured invoiced issued
        joined landed last launched licensed listed loaded locked logged maintained manufactured matched measured merged
        modified notified observed obtained offered opened ordered packed paid picked placed planned posted prescribed printed
        processed produced promised published purchased queued received reconciled recorded redeemed refunded registered
        rejected released renewed repaired replaced reported requested reserved resolved retired returned reversed reviewed
        revised revoked sampled scanned scheduled seen sent served settled shipped signed sold started stocked stopped
        submitted suspended synced taken terminated tested trained transferred transmitted triaged updated uploaded used
        validated verified viewed visited voided withdrawn won
        """.split(),  # noqa: SIM905
        "",
    )
)

# Participles and adjectives that follow "is": "taxable_flag" is whether the thing is taxable.
ADJECTIVES = frozenset(
    """
    abnormal active actual adult allowed available billable born complete compliant confidential correct critical current
    default deductible delinquent digital dirty domestic dynamic eligible empty enabled essential exempt external final fixed
    fragile free frequent full hazardous hidden hybrid inactive internal international invalid late legal live local mandatory
    manual married mobile new obsolete online open optional organic outdoor overdue overtime paperless partial pending
    perishable permanent preferred premium present primary private public ready recurring refundable remote required
    reversible rural salaried secondary smoker special standard sterile taxable temporary test urban urgent valid verified
    veteran virtual visible vegan void
    """.split()  # noqa: SIM905
)

# A unit written at the end of a name, and how to say it.
UNITS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("km", "kilometres", "kilometers", "kms"), "kilometres"),
        **dict.fromkeys(("mi", "mile", "miles"), "miles"),
        **dict.fromkeys(("m", "metres", "meters"), "metres"),
        **dict.fromkeys(("ft", "feet"), "feet"),
        **dict.fromkeys(("kg", "kgs", "kilograms"), "kilograms"),
        **dict.fromkeys(("lb", "lbs", "pounds"), "pounds"),
        **dict.fromkeys(("ms", "milliseconds", "millis"), "milliseconds"),
        **dict.fromkeys(("s", "sec", "secs", "seconds"), "seconds"),
        **dict.fromkeys(("mins", "minutes"), "minutes"),
        **dict.fromkeys(("hr", "hrs", "hours"), "hours"),
        **dict.fromkeys(("usd",), "US dollars"),
        **dict.fromkeys(("pct", "percent", "perc", "percentage"), "per cent"),
        "cm": "centimetres", "mm": "millimetres", "in": "inches", "g": "grams", "t": "tonnes", "tonnes": "tonnes",
        "tons": "tons", "oz": "ounces", "l": "litres", "ml": "millilitres", "gal": "gallons", "bbl": "barrels",
        "days": "days", "weeks": "weeks", "wks": "weeks", "months": "months", "mths": "months", "years": "years",
        "yrs": "years", "eur": "euros", "gbp": "pounds sterling", "cad": "Canadian dollars", "cents": "cents",
        "kb": "kilobytes", "mb": "megabytes", "gb": "gigabytes", "tb": "terabytes", "bytes": "bytes", "kw": "kilowatts",
        "kwh": "kilowatt-hours", "mw": "megawatts", "mwh": "megawatt-hours", "kva": "kilovolt-amperes", "v": "volts",
        "kv": "kilovolts", "hz": "hertz", "rpm": "revolutions per minute", "kph": "kilometres per hour",
        "kmh": "kilometres per hour", "mph": "miles per hour", "psi": "pounds per square inch", "kpa": "kilopascals",
        "bar": "bar", "celsius": "degrees Celsius", "degc": "degrees Celsius", "degf": "degrees Fahrenheit",
        "c": "degrees Celsius", "f": "degrees Fahrenheit", "sqft": "square feet", "sqm": "square metres",
        "m2": "square metres", "m3": "cubic metres", "ha": "hectares", "hectares": "hectares", "acres": "acres",
        "ppm": "parts per million", "bps": "basis points", "teu": "twenty-foot equivalent units",
    }
)  # fmt: skip

# Units that are also ordinary letters or words: taken for a unit only behind one of these measures.
DOUBTFUL_UNITS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "c": frozenset({"temperature", "temp", "tmp"}),
        "f": frozenset({"temperature", "temp", "tmp"}),
        "in": frozenset({"length", "width", "height", "depth", "diameter", "len", "size", "rain", "precipitation"}),
        "m": frozenset({"length", "width", "height", "depth", "distance", "dist", "altitude", "elevation", "alt", "elev"}),
        "t": frozenset({"weight", "mass", "load", "tonnage", "wt", "payload", "capacity"}),
        "g": frozenset({"weight", "mass", "wt", "protein", "fat", "sugar", "net"}),
        "l": frozenset({"volume", "vol", "fuel", "capacity"}),
        "s": frozenset({"duration", "dur", "time", "elapsed", "delay", "length"}),
        "v": frozenset({"voltage", "volt"}),
        "mi": frozenset({"distance", "dist", "range", "trip", "route", "odometer"}),
        "bar": frozenset({"pressure", "pres", "press"}),
        "min": frozenset({"duration", "dur", "time", "elapsed", "wait", "delay", "dwell", "transit", "handle", "prep", "tm"}),
    }
)  # fmt: skip
ALL_UNITS: Mapping[str, str] = MappingProxyType({**UNITS, "min": "minutes"})

# Other words that are found glued to each other in names without a separator.
OTHER_WORDS = frozenset(
    """
    activity annual answer attempt average avatar barcode base begin billing birth bool browser canonical case centre change
    code color colour column completion composer content conversion count create current cycle data date day deck default
    delay delete demographics depth description detail details diameter display disposition due duration end error extension
    external fact features first flag frequency from full goods hash header hire hours id index info instant internal key last lead
    length level life list log login lookup make marital max metadata method min month name national next number object
    original parent password period photo picture postal previous price primary priority probability quantity quarter range
    rank ratio reason reference release reorder replacement response retail revision root safety salt scrap sequence series
    shipping shopping size special standard start status subcategory suffix summary table text thread thumbnail time title
    total tracking type update updated value vacation via volume weight width year yearly zip
    """.split()  # noqa: SIM905
)
