"""List given names of women and of men, in the spellings of English news; any other name tells nothing."""


def listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


WOMEN = listed(
    """
    abigail agne agnes agnieszka aida aigul aisha aissata akie alexandra alexis aliaksandra alice alicia alina alison
    allison amal amanda amber amelia amina aminata amy ana anahit anastasia anastasiia andrea angela angelina ani
    anita anjali ann anna annalena anne annegret annette annie annika anniken antonia april ariana ashley asma astrid
    atifete audrey aurore ayesha aygun barbara beata beatrice beatriz becky bella benazir bernadette beth betsy betty
    beverly birgit birgitta bonnie brenda bridget brigitte britt bärbel caitlin camille candace cara carly carmen
    carol carole carolina caroline carolyn carrie catherine cathy cecilia celeste charlotte chelsea cheryl christiane
    christina christine chrystia cindy claire clara claudia clémentine colleen condoleezza connie corazon cristina
    cynthia daisy dalia dana daniela danielle daria daryna debbie deborah debra denise despina diana diane dianne
    dilma dimitra dina dinara dolores dominique donna doris dorothy dunja ebba ebony edith eeva eileen ekaterina
    ekaterini elaine eleanor elena eleni elif elina elisabeth elise elizabeth ella ellen elly elvira emily emma erica
    erin erna esther eva eve evelyn evika evita ewa fatemeh fatima fatou fatoumata federica felicia fiona florence
    frances francesca francia franziska gabriela gabrielle gail gayane georgia geraldine gillian gina giorgia gita
    gleisi gloria graca grace greta gretchen gulnara gwen haley halina halyna hanan hanna hannah harriet hasina
    heather heidi helen helena helga hilary hillary hope huda huma ida ieva ifigenia ilze imee inara indira ine inese
    inga inger ingrid ioana ioanna irene irina iris iryna isabel isabella ivanka jacinda jackie jacqueline jadwiga
    jamila jan jane janet janice jeanine jeannette jen jenna jennifer jenny jessica jill jo joan joanna joanne jocelyn
    josephine joy joyce juanita judith judy julia julie june jóhanna kaisa kaja kajsa kamala karen karin karine
    karoline katarina kate katerina kateryna katherine kathleen kathryn kathy katie katja katrín katya kavita kayla
    keiko kelly kellyanne kersti ketevan khadija khaleda kim kimberly kira kirsten krista kristen kristi kristin
    kristina krystyna laima lara larisa larysa laura lauren laurie layla leila lena lesia lesley leyla licia lidia
    liliana lilja lillian linda lindsay lisa liz liza lois loretta lori lorraine louise lucia lucy ludmila lydia lynn
    lyudmyla madeleine magdalena maggie maia maja malala malgorzata malika malu mamata manon mara marcia margaret
    margarita maria mariam marian mariana marie marie-agnes mariia marina marine marise marisol marissa marit marjorie
    marlene martha mary maryam matilde maureen meera meg megan megawati megyn mei melania melanie melanie-anne melinda
    melissa meredith mette mia michele michelle mihaela mika mildred mireya miriam misty molly monica monika muriel
    nabiha nabila nadia nadine nadiya naledi nancy naomi narges nargiz natalia natalie nataliia natasha nathalie ngozi
    nicola nicole nikki nina nino nirmala nkosazana nooshi nora noura oby odile oksana olena olesya olga olha olivia
    ophelia oprah pam pamela paola patricia patti paula pauline peggy penny petra phumzile phyllis pia polina pratibha
    priti priya rachel rachida raluca rania rebecca regina renee renho retno rhonda riikka rima rita roberta robin
    rosa rosalie rose roxana ruta ruth sahra sally salma salome samantha samia samira sanae sandra sanna sarah saule
    selma serena shannon sharon sheila shelly sherry shirin shirley silvia simona simone siv smriti sofia sofie sonia
    sonya sophia sophie soraya stacey steffi stephanie sue sultana susan susanna sushma suzanne svenja svetlana
    sviatlana sviatlena svitlana sylvi sylvia ségolène tamar tamara tammy tania tanya tara tatiana teresa tetiana
    thandi theresa tina tracy trine tulsi tytti ursula valentina valerie valeriia valérie vanessa vera veronica
    verónica vicky victoria viktoriia viola violeta virginia vjosa wangari wendy whitney wilma xiaoling xiomara
    xochitl yasmin yaël yekaterina ying yoko yulia yuliya yuriko yvette yvonne zahra zarina zinaida zoe zofia zuzana
    élisabeth
    """
)
MEN = listed(
    """
    aaron abdel abdelmadjid abdourahamane abdul abdulaziz abdullah abiy abraham adam adel adrian ahmad ahmed akhmed al
    alan alar albert alberto alejandro aleksandar aleksandr aleksei alex alexander alexei alexey alfred ali allan
    allen alvaro amir amit anatolii anatoly anders andre andreas andrei andrej andres andrew andrey andrii andris
    andriy andrus andrzej andrés andy angel antanas anthony antonio antonis antony antti antónio anwar aníbal ararat
    arif arkady armin arnold arsenii arseniy artem arthur arturs arvydas asif assimi atiku attila august augusto
    austin avigdor badr barack barry bart bashar bassirou ben benjamin benny bernard bernie bezalel bidzina bilawal
    bill billy bjorn bob bobby bogdan bohdan bongbong boris borut borys boyko brad bradley brandon brent brett brian
    bronislaw bruce bruno bryan burt børge cameron carl carlos cesar charles charlie ching-te chris christian
    christopher chuck clarence claude clint cody colin conor corey craig curtis cyril dale dan daniel danny darrell
    dave david dean denis dennis denys derek devlet dick diego dimitri dinesh dmitri dmitriy dmitry dmytro dominic don
    donald dorin doug douglas duncan dwight ebrahim ed eddie edgar edgars eduard eduardo edward edwin egils ehud ekrem
    eli elias elijah emmanuel emmerson emomali enrico enrique eric erik ernest esko espen ethan eugene evan evgeny evo
    faisal fareed fathi fayez felipe felix ferdinand fernando fidel florin francis francisco francois frank
    frank-walter franklin françois fred frederick fredrik friedrich fumio fyodor félix gabriel gabrielius gadi gary
    gavin gebran gennady geoff geoffrey george georgy gerald geraldo gerard gerhard gilbert giorgi giorgos giuseppe
    glen glenn goodluck gordon gotabaya graham greg gregory guido guillermo guozhong gurbanguly gustavo guy gérald
    gérard göran hage haitham hakan hamad hamid harold harry hasan hassan heiko heinrich helmut henrik henry herbert
    herman herzi hikmet horacio horst hosni hossein howard hryhorii hubertus hugh hugo hulusi hussein ian ibrahim igor
    ihor ilham ilya imran ion irakli isaac isaias ismail itamar ivan iván jack jacob jae-in jae-myung jair jake jamal
    james jamie janez jared jaroslaw jason javad javier jay jean jean-luc jean-noël jean-yves jeff jeffrey jens
    jens-christian jeremy jerome jerry jesse jiechi jim jimmy jinping joachim joao joe joel johan john johnny joko jon
    jonas jonathan jong-il jorge jose josep joseph josh joshua josé joão juan jules julian julio julius justin kaine
    kais kalle karl karsten kassym-jomart keir keith kemal ken kenneth keqiang kevin khaled khalifa kiril kirill kjell
    klaus kofi kostiantyn kostyantyn kp krisjanis krzysztof kurt kyle kyriakos kyrylo lamar larry lars laurence lavr
    lawrence lech lee len leo leon leonard leonid leopoldo lester levan levi lewis linas lindsey lionel lloyd louis
    luc lucas ludovic luigi luis luiz luke lula luís macky mahamat mahathir mahinda mahmoud mahmud maksym malcolm
    manuel marc marcel marcelo marco marcus marek mariano mario mariusz mark markus martin marty mateusz mathias matt
    matteo matthew maurice mauricio max maxim mevlut mevlüt michael michal micheal michel miguel mike mikhail mikheil
    milorad milos miloš minoru mishal mitch mitt mogens mohamed mohammad mohammed morgan moshe muhammad muhammadu
    muhyiddin mujibur mustafa mykhailo mykola nabih nabil naftali najib narendra nathan nawaz nayib neal neil nelson
    nicholas nick nicolae nicolas nicolás nicu nigel nikita nikol nikola nikolai nikolay nikos norbert norman
    nursultan olaf oleg oleh oleksandr oleksii oleksiy oliver olof omar orlando oscar osman ostap oswaldo otto pablo
    paolo pat patrick paul pavel pavlo pawel pedro pekka perry pete peter petr petro petteri phil philip philippe
    pierre pieter pietro piotr plamen prabowo prayuth pushpa pål qasem radoslaw rafael raila raimonds rajnath ralph
    ramil ramon ramzan rand randy ranil rasmus raul ray raymond recep refat reince reinhard rex ricardo richard rick
    rob robert roberto rodrigo roger roland roman ron ronald ross roy ruben rudolf rudy rumen ruslan russell rustem
    ryan saad sadiq sadyr salman salvador sam samir samuel santiago saul sauli saulius scott sean sebastian sebastián
    seif serdar serge sergei sergey sergii sergio serhii serhiy seth shane shangfu shavkat shehbaz shigeru shimon
    shinzo sidney sigmar silvio simon spencer srettha stanislav stanley stefan stepan stephane stephen steve steven
    stewart stuart stéphane subrahmanyam suk-yeol sébastien tamim taras tarek taro tayyip ted terrence terry thabo
    theodore thierry thomas tim timothy timur toby todd tom tomasz tommy tony toomas toshimitsu traian travis trevor
    troels tyler uhuru ulf urmas vaclav vadym vahagn valdas valdis valentin valerii valeriy valery vasily vasyl victor
    viktor villy vince vincent viorel vitali vitalii vitaliy vitaly vitold vladimir vladislav volker volodymyr
    vyacheslav wade walid walter wang warren wayne wenbin wesley wilbur will william willy winston wladimir wolfgang
    xavier xi yahya yair yaroslav yasar yasser yasukazu yevgeni yevgeny yevhen yevhenii yitzhak yoav yoshihide
    yoshimasa yoweri yuri yurii yuriy yury yves zachary zbigniew zdenko zelimkhan zohrab zoran álvaro édouard
    """
)
