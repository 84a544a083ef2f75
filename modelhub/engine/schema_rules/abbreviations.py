"""The short forms found in column and table names, and what they stand for."""

from collections.abc import Mapping
from types import MappingProxyType

# One `short=long` per entry, several words joined by "_". A form with more than one usual meaning has the one
# that is most frequent in business schemas; a form that is mostly a word of its own ("in", "at", "net") is left out.
_BY_THEME = """
time     dt=date dte=date dat=date tm=time tms=timestamp tmstmp=timestamp ts=timestamp tstamp=timestamp
         dttm=timestamp dtm=timestamp dttime=timestamp datetm=timestamp yr=year yrs=years yyyy=year mo=month
         mos=months mth=month mnth=month mon=month qtr=quarter qrtr=quarter wk=week wks=weeks dy=day dow=day_of_week
         doy=day_of_year hr=hour hrs=hours mins=minutes sec=seconds secs=seconds ms=milliseconds msec=milliseconds
         millis=milliseconds fy=fiscal_year fyr=fiscal_year ytd=year_to_date mtd=month_to_date qtd=quarter_to_date
         wtd=week_to_date eff=effective efft=effective exp=expiry expr=expiry strt=start beg=beginning bgn=beginning
         eod=end_of_day eom=end_of_month eta=estimated_time_of_arrival etd=estimated_time_of_departure
         ata=actual_time_of_arrival atd=actual_time_of_departure tz=time_zone dob=date_of_birth dod=date_of_death
         freq=frequency dur=duration ttl=time_to_live lst=last prv=previous prev=previous nxt=next curr=current
         cur=current hist=history
identity id=ID ln=line lns=lines hdr=header dtl=detail dtls=details ctl=control prefs=preferences ident=identifier nbr=number num=number nmbr=number nr=number no=number cd=code cde=code nm=name
         nme=name fname=first_name lname=last_name mname=middle_name fnam=first_name lnam=last_name desc=description
         descr=description dscr=description dsc=description descrip=description txt=text typ=type tp=type cls=class
         cat=category catg=category ctgry=category subcat=subcategory grp=group lvl=level rnk=rank seq=sequence
         sqnc=sequence ver=version vers=version ref=reference refs=references idx=index pos=position lbl=label
         abbr=abbreviation abbrev=abbreviation alt=alternative pk=primary_key fk=foreign_key sk=surrogate_key
         bk=business_key nk=natural_key hk=hash_key guid=GUID uuid=UUID rowguid=row_GUID usr=user uid=user_ID
         uname=user_name pwd=password passwd=password ext=external intl=international src=source tgt=target
         dest=destination orig=original attr=attribute attrib=attribute prop=property val=value vals=values
         char=character
state    disp=disposition theo=theoretical gr=gross lic=licence allwd=allowed alw=allowed flg=flag ind=indicator indc=indicator sts=status stat=status stts=status st=state actv=active inact=inactive
         del=deleted dlt=deleted appr=approved apprvd=approved rej=rejected canc=cancelled cncl=cancelled
         cmpl=complete compl=complete cmplt=complete pend=pending susp=suspended vld=valid dflt=default req=request
         reqd=required mand=mandatory auth=authorisation authz=authorisation rsn=reason rslt=result resp=response
         err=error msg=message warn=warning prio=priority pri=priority pref=preferred prefd=preferred prim=primary
         act=actual mod=modified opt=optional
amounts  amt=amount amnt=amount qty=quantity qnty=quantity quan=quantity cnt=count ct=count tot=total totl=total
         avg=average med=median max=maximum min=minimum mx=maximum mn=minimum std=standard stdev=standard_deviation
         stddev=standard_deviation diff=difference dlta=delta pct=percentage perc=percentage prcnt=percentage
         pcnt=percentage rt=rate rto=ratio bal=balance blnc=balance prc=price cst=cost
         disc=discount dsct=discount dscnt=discount vat=VAT gst=GST cogs=cost_of_goods_sold
         msrp=recommended_retail_price rrp=recommended_retail_price ccy=currency curcy=currency crncy=currency
         fx=exchange_rate exch=exchange wt=weight wgt=weight wght=weight len=length lgth=length lgt=length ht=height
         hgt=height hght=height wdt=width wid=width vol=volume dist=distance dst=distance spd=speed temp=temperature
         tmp=temperature pres=pressure hum=humidity cap=capacity capcty=capacity thr=threshold thrsh=threshold
         lim=limit lmt=limit sz=size uom=unit_of_measure uoms=units_of_measure prob=probability est=estimated
         calc=calculated adj=adjustment adjst=adjustment alloc=allocation avail=available resv=reserved rsv=reserved
         rsrv=reserved mult=multiplier fctr=factor coef=coefficient
parties  cust=customer cstmr=customer cus=customer clnt=client acct=account acc=account accnt=account emp=employee
         empl=employee ee=employee mgr=manager mngr=manager supv=supervisor supvr=supervisor vend=vendor vndr=vendor
         vdr=vendor supp=supplier splr=supplier suppl=supplier mfr=manufacturer mfg=manufacturing manuf=manufacturer
         mnfr=manufacturer cmpny=company co=company corp=corporation org=organisation orgn=organisation
         dept=department dpt=department div=division bu=business_unit ent=entity prsn=person pers=person ppl=people
         indiv=individual mbr=member memb=member ptnr=partner prtnr=partner agt=agent rep=representative brkr=broker
         cntct=contact ctc=contact ctct=contact ownr=owner tnt=tenant ptnt=patient pt=patient pat=patient
         phys=physician prov=provider prvdr=provider prvd=provider subs=subscriber subsc=subscriber benef=beneficiary
         bene=beneficiary guar=guarantor insd=insured insrd=insured clmt=claimant clm=claim pol=policy plcy=policy
         stu=student stdnt=student tchr=teacher fac=facility facil=facility hosp=hospital rcvr=receiver rcpt=receipt
         sndr=sender payr=payer recip=recipient apprvr=approver tech=technician oper=operator opr=operator
         drvr=driver
dealings txn=transaction trx=transaction trn=transaction tran=transaction trans=transaction xact=transaction
         ord=order ordr=order po=purchase_order so=sales_order wo=work_order inv=invoice invc=invoice invce=invoice
         pmt=payment pymt=payment pymnt=payment chq=cheque chk=check rfnd=refund rtn=return ret=return rtrn=return
         cr=credit crd=credit dr=debit dbt=debit gl=general_ledger ar=accounts_receivable ap=accounts_payable
         jrnl=journal jnl=journal ldgr=ledger stmt=statement wdrl=withdrawal wd=withdrawal xfer=transfer
         trnsfr=transfer shp=shipping shpmt=shipment shipmt=shipment dlv=delivery dlvry=delivery deliv=delivery
         rcv=received rcvd=received recd=received recv=received purch=purchase prch=purchase sls=sales sl=sale
         sld=sold qt=quote qte=quote ctr=contract cntr=contract cntrct=contract contr=contract agmt=agreement
         agrmt=agreement subscr=subscription promo=promotion camp=campaign cmpgn=campaign mktg=marketing mkt=market
         opp=opportunity oppty=opportunity ld=load appt=appointment apt=appointment resvn=reservation bkg=booking
         bkng=booking evt=event evnt=event tkt=ticket tckt=ticket iss=issue incdt=incident insp=inspection
         maint=maintenance mnt=maintenance svc=service srv=service srvc=service serv=service proj=project prj=project
         tsk=task jb=job sched=schedule schd=schedule sch=schedule asgn=assignment assgn=assignment tx=transaction
         rev=revenue
things   mst=master mstr=master cal=calendar deg=degrees wtr=water swr=sewer moist=moisture btry=battery prod=product prd=product prdct=product itm=item sku=SKU upc=UPC ean=EAN isbn=ISBN mtl=material matl=material
         mat=material mtrl=material pkg=package pkge=package whse=warehouse wh=warehouse whs=warehouse invt=inventory
         invty=inventory stk=stock strg=storage eq=equipment eqp=equipment equip=equipment eqpt=equipment
         mach=machine mch=machine dev=device dvc=device veh=vehicle vhcl=vehicle vin=vehicle_identification_number
         trlr=trailer ctnr=container cntnr=container pllt=pallet bldg=building flr=floor rm=room rms=rooms mtr=meter
         rdg=reading rdng=reading meas=measurement msr=measurement sens=sensor doc=document docs=documents
         docmt=document img=image pic=picture att=attachment attach=attachment lang=language lng=longitude
         lat=latitude lon=longitude geo=geographic coord=coordinate coords=coordinates elev=elevation
places   addr=address addrs=address adr=address str=street ave=avenue cty=city cntry=country ctry=country cnty=county
         prvnc=province rgn=region terr=territory trty=territory dstr=district zip=postal_code zipcode=postal_code
         zipcd=postal_code pstl=postal postcd=postal_code postcode=postal_code loc=location locn=location
         brnch=branch br=branch brn=branch ofc=office offc=office plt=plant ph=phone phn=phone tel=telephone
         telno=telephone_number mob=mobile eml=email ctrl=control cntrl=control ste=suite hse=house prcl=parcel
people   ssn=social_security_number sin=social_insurance_number npi=national_provider_identifier
         mrn=medical_record_number tin=tax_identification_number ein=employer_identification_number dx=diagnosis
         diag=diagnosis rx=prescription sx=symptoms icd=ICD cpt=CPT ndc=NDC drg=DRG los=length_of_stay adm=admission
         admt=admission disch=discharge dsch=discharge proc=procedure edu=education educ=education sal=salary
         slry=salary comm=commission bnft=benefit ded=deductible deduct=deductible prem=premium cov=coverage
         covg=coverage cvg=coverage ins=insurance insur=insurance dpndt=dependant mstat=marital_status gndr=gender
systems  cfg=configuration config=configuration sys=system env=environment app=application appl=application
         db=database tbl=table col=column rec=record recs=records ip=IP url=URL uri=URI api=API http=HTTP https=HTTPS
         html=HTML xml=XML json=JSON csv=CSV pdf=PDF sql=SQL md5=MD5 sha=SHA ua=user_agent os=operating_system
         cpu=CPU gpu=GPU ram=RAM dns=DNS mac=MAC imei=IMEI iban=IBAN bic=BIC gps=GPS iot=IoT cnxn=connection
         conn=connection sess=session btch=batch etl=ETL dw=data_warehouse dwh=data_warehouse stg=staging crt=created
         crtd=created cre=created upd=updated updt=updated updtd=updated modf=modified chg=change chgd=changed
         chng=change lmod=last_modified usg=usage util=utilisation perf=performance qual=quality qlty=quality
         cmt=comment cmnt=comment cmnts=comments nt=note nts=notes rmk=remark rmks=remarks info=information
         spec=specification specs=specifications param=parameter parm=parameter cond=condition mthd=method
         meth=method chnl=channel chan=channel naics=NAICS sic=SIC qa=quality_assurance qc=quality_control
         rnd=research_and_development
"""

# Two short forms side by side that together mean something else than each alone.
_IN_CONTEXT = """
act+ind=active_indicator act+flg=active_flag act+flag=active_flag addr+1=address_line_1 addr+2=address_line_2
addr+3=address_line_3 address+1=address_line_1 address+2=address_line_2 address+3=address_line_3
cost+ctr=cost_centre cost+center=cost_centre create+date=creation_date cr+dt=creation_date
cr+ts=creation_timestamp del+dt=delivery_date del+date=delivery_date dep+date=departure_date dep+time=departure_time
eff+dt=effective_date fin+yr=fiscal_year lead+tm=lead_time no+show=no-show
rev+no=revision_number rev+nbr=revision_number rev+num=revision_number rev+dt=revision_date
upd+dt=update_date
bill+to=bill-to ship+to=ship-to sold+to=sold-to sub+total=subtotal work+ctr=work_centre call+ctr=call_centre dist+ctr=distribution_centre prof+ctr=profit_centre data+ctr=data_centre
"""

# Words that are written in capitals wherever they stand in a sentence.
_CAPITALS = """
ID GUID UUID SKU UPC EAN ISBN VAT GST URL URI API HTTP HTTPS HTML XML JSON CSV PDF SQL MD5 SHA IP CPU GPU RAM DNS MAC IMEI
IBAN BIC GPS IoT ETL ICD CPT NDC DRG NAICS SIC USD EUR GBP CO2 PM10 NOx pH UTC BOM SLA KPI CRM ERP POS ATM RFID
"""


def _read(text: str) -> dict[str, tuple[str, ...]]:
    pairs = (entry.split("=") for entry in text.split() if "=" in entry)
    return {short: tuple(long.lower().split("_")) for short, long in pairs}


ABBREVIATIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(_read(_BY_THEME))
IN_CONTEXT: Mapping[tuple[str, ...], tuple[str, ...]] = MappingProxyType(
    {tuple(short.split("+")): long for short, long in _read(_IN_CONTEXT).items()}
)
CAPITALS: Mapping[str, str] = MappingProxyType({word.lower(): word for word in _CAPITALS.split()})
