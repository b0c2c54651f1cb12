"""List given names of women and of men, in the spellings of English news; any other name tells nothing."""


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


WOMEN = _listed(
    """
    abigail agnes aisha alexandra alexis alice alicia alina alison allison amanda amber amelia amy ana anastasia
    andrea angela angelina anita ann anna anne annalena annette annie antonia april ariana ashley astrid audrey
    barbara beata beatrice becky bella benazir bernadette beth betsy betty beverly birgit bonnie brenda bridget
    brigitte britt caitlin camille candace cara carly carmen carol carole carolina caroline carolyn carrie catherine
    cathy cecilia celeste charlotte chelsea cheryl christina christine chrystia cindy claire clara claudia colleen
    condoleezza connie cristina cynthia daisy dana daniela danielle daria debbie deborah debra denise diana diane
    dianne dilma dolores dominique donna doris dorothy ebony edith eileen ekaterina elaine eleanor elena elise
    elizabeth ella ellen elvira emily emma erica erin esther eva eve evelyn fatima fatou federica felicia fiona
    florence frances francesca gabriela gabrielle gail georgia geraldine gillian gina giorgia gloria grace greta
    gretchen gwen haley halina hannah harriet heather heidi helen helena helga hilary hillary hope huma ida inga
    ingrid irene irina iris isabel isabella ivanka jacinda jackie jacqueline jamila jan jane janet janice jeanine
    jen jenna jennifer jenny jessica jill jo joan joanna joanne jocelyn josephine joy joyce juanita judith judy
    julia julie june kaja kamala karen karin karine karoline kate katarina katherine kathleen kathryn kathy katie
    katya kayla kelly kellyanne kim kimberly kira kirsten krista kristen kristi kristin kristina lara larisa laura
    lauren laurie leila lena lesley lidia liliana lillian linda lindsay lisa liz liza lois loretta lori lorraine
    louise lucia lucy ludmila lydia lynn madeleine maggie maia maja malala marcia margaret margarita maria mariam
    marian mariana marie marina marine marissa marjorie marlene martha mary maureen meg megan megyn melania melanie
    melinda melissa meredith mette mia michele michelle mika mildred miriam misty molly monica muriel nadia nadiya
    nancy naomi natalia natalie natasha nicola nicole nikki nina nora odile oksana olena olga olha olivia ophelia
    oprah pam pamela patricia patti paula pauline peggy penny phyllis polina priti rachel rebecca regina renee
    rhonda rita roberta robin rosa rose roxana ruth sally samantha sandra sanna sarah selma serena shannon sharon
    sheila shelly sherry shirley silvia simone sofia sonia sonya sophia sophie stacey stephanie sue sultana susan
    susanna suzanne svetlana sylvia tamara tammy tania tanya tara tatiana teresa theresa tina tracy tulsi ursula
    valentina valerie vanessa vera veronica vicky victoria viola violeta virginia wendy whitney wilma xiomara yasmin
    yekaterina yulia yuliya yvette yvonne zoe zuzana sahra jeannette khadija nabila noura leyla elif asma rania
    dunja nabiha melanie-anne kaisa elina magdalena gita
    """
)
MEN = _listed(
    """
    aaron abdel abdul abdullah abraham adam adel adrian ahmad ahmed al alan albert alberto aleksandar aleksandr
    alejandro alex alexander alexei alexey alfred ali allan allen alvaro amir anatoly anders andre andreas andrii
    andriy andrei andrej andrew andrey andriy andrzej andy angel anthony antonio antony antti anwar arkady arnold
    arseniy arthur artem asif attila august austin avigdor barack barry bart bashar ben benjamin benny bernard
    bernie bill billy bob bobby bogdan boris brad bradley brandon brent brett brian bruce bruno bryan burt cameron
    carl carlos cesar charles charlie chris christian christopher chuck clarence claude clint cody colin conor corey
    craig curtis cyril dale dan daniel danny darrell dave david dean denis dennis denys derek dick diego dimitri
    dinesh dmitri dmitriy dmitry dmytro dominic don donald doug douglas duncan dwight ed eddie edgar eduardo edward
    edwin ehud eli elias elijah emmanuel emmerson enrique eric erik ernest ethan eugene evan evgeny fareed felipe
    felix ferdinand fernando fidel francis francisco francois frank franklin fred frederick fyodor gabriel gary
    gavin geoff geoffrey george georgy gerald gerard gerhard gilbert giorgos giuseppe glen glenn gordon graham greg
    gregory guillermo gustavo guy hakan hamid harold harry hasan hassan heiko heinrich helmut henry herbert herman
    hosni howard hugh hugo hussein ian ibrahim igor ihor ilham ilya imran isaac ismail ivan jack jacob jair jake
    jamal james jamie jared jason javier jay jean jeff jeffrey jens jeremy jerome jerry jesse jim jimmy joe joel
    johan john johnny jon jonathan jorge jose joseph josh joshua josep juan jules julian julio justin kaine karl
    karsten keir keith ken kenneth kevin kirill kofi kostyantyn kurt kyle kyriakos kyrylo lamar larry lars laurence
    lavr lawrence lee len leo leon leonard leonid leopoldo lester levi lewis lindsey lionel lloyd louis luc lucas
    luigi luis luke lula mahmoud malcolm manuel marc marcel marco marcus marek mario mariusz mark markus martin
    marty mateusz mathias matt matteo matthew maurice mauricio max maxim michael michal michel micheal miguel mike
    mikhail mikheil milorad milos mitch mitt mohamed mohammad mohammed morgan moshe muhammad mustafa mykhailo mykola
    nabil naftali nathan neal neil nelson nicholas nick nicolas nigel nikita nikol nikola nikolai nikolay norman
    olaf oleg oleh oleksandr oleksii oleksiy oliver omar orlando oscar osman oswaldo otto pablo paolo pat patrick
    paul pavel pavlo pedro perry pete peter petr petro phil philip philippe pierre pieter piotr prayuth rafael ralph
    ramon ramzan rand randy raul ray raymond recep reince reinhard rex ricardo richard rick rob robert roberto
    rodrigo roger roland roman ron ronald ross roy ruben rudolf rudy ruslan russell ryan saad sadiq salvador sam
    samuel saul scott sean sebastian seif serge sergei sergey sergii serhiy seth shane shimon shinzo sidney silvio
    simon spencer stanislav stanley stefan stephane stephen steve steven stewart stuart tarek taras ted terrence
    terry theodore thierry thomas tim timothy toby todd tom tommy tony travis trevor tyler valdis valentin valeriy
    vasily vasyl victor viktor vince vincent vitali vitaly vitold vladimir vladislav volodymyr vyacheslav wade
    walter wang warren wayne wesley wilbur will william willy winston wladimir wolfgang xavier xi yair yair yasser
    yevgeny yitzhak yoav yuri yuriy yury yves zachary zbigniew zoran
    """
)
