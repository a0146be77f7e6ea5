"""Common given names of several parts of the world, and the gender they suggest.

Names that are given to women and men alike stand in `EITHER` alone: they still say "this is a person".
"""

_MALE = """
sayed sayyid seyed seyyed hajji
aaron abdul abdullah abraham adam adil adrian ahmed ahmad aidan alan albert alejandro alessandro
alex-andre alexander alexandre alexandros alexei alexey alfred ali alistair allan allen alvaro amir
anatoly anders andre andreas andrei andres andrew andrey andriy angus anthony antoine anton antonio
antony archie arjun arkady arnold arthur arturo asif aung ban barack barnaby barry bart bartosz bashar
bashir ben benedict benjamin benny bernard bernie bert bertrand bilal bill billy bjorn bob boris brad
bradley brendan brent brett brian bruce bruno bryan byron caleb callum calum cameron-john carl carlos
cedric cesar chad charles charlie chen chris christian christoph christophe christopher ciaran claude
clement clive colin connor conor conrad craig curtis cyril damian damien daniel daniele danny darren
dave david davide dean declan denis dennis derek dermot desmond diego dieter dimitri dirk dmitri dmitriy
dmitry dmytro dominic donald douglas duncan dwight dylan eamon eddie edgar eduardo edward edwin eli
elias elijah elliot emanuel emil emilio emmanuel enda enrico enrique eric erik ernest ernesto erwin
ethan etienne eugene evan ewan fabio farid felipe felix ferdinand fergus fernando filip finn florian
floyd francesco francisco francois frank franklin franz fred frederic frederick fyodor gabriel gareth
gary gavin gennady geoff geoffrey georg george georges georgi gerald gerard gerhard giles giovanni
giuseppe glen glenn gordon graeme graham grant greg gregor gregory guillaume guillermo gustav gustavo
guy hamid hamza hank hans harold harry hasan hassan hector heinrich heinz helmut henri henrik henry
herbert herman hiroshi howard hugh hugo hussein iain ian ibrahim igor ilya imran isaac ismail ivan ivor
jack jacob jacques jaime jake jakob jakub jamal james jamie-lee jan janos jared jason javier jay jean
jeff jeffrey jens jeremy jerome jerry jesus jim jimmy joachim joao joaquin joe joel joerg johan johann
johannes john johnny jon jonas jonathan jordi jorge jose josef joseph josh joshua juan julian julien
julio jurgen justin kamal karim karl keir keith ken kenneth kenji kevin khalid kieran klaus kofi
konstantin kurt kwame kyle lamar lance larry lars laurence laurent lawrence lee-john leo leon leonard
leonardo leonid leroy leslie-john lewis liam lionel lloyd louis luca lucas luigi luis luiz lukas luke
magnus mahmoud malcolm manuel marc marcel marcelo marco marcos marcus mariano mario marius mark markus
martin marty marvin massimo mateusz mathew matt matteo matthew matthias matthieu maurice mauricio mauro
max maxim maximilian mehmet mel michael michal michel miguel mikael mike mikhail miles milos mitch
mohamed mohammad mohammed moses muhammad murray mustafa narendra nathan nathaniel neil nelson niall
nicholas nick nicolas nigel nikita niklas niko nikolai nikolay nikos noah noel norman olaf oleg
oleksandr oliver olivier omar oscar osama oskar otto owen pablo paddy paolo patrice patrick paul paulo
pavel pavlo pedro per pete peter petr petro petros phil philip philippe phillip pierre pieter piotr
quentin rafael raj rajesh ralph ramon raul ray raymond reginald rene reuben rex ricardo riccardo richard
rick ricky rob robert roberto robin-john rod rodney rodrigo roger rohan roland rolf roman ron ronald
ronnie rory ross roy rudolf rupert russell ryan salman salvador sanjay santiago scott sean sebastian
serge sergei sergey sergio seth shane shaun shinzo sidney silvio simon slavko stanislav stanley stefan
stefano stephan stephane stephen steve steven stewart stuart sunil sven tariq ted teddy terence terry
theo theodore thiago thierry thomas tim timothy timur tobias toby todd tom tomas tommaso tommy tony
travis trevor tristan umar valentin valery vasily vaughn vernon victor vijay viktor vince vincent vitali
vitaliy vitaly vlad vladimir volodymyr vyacheslav wade walter warren wayne werner wilhelm will willem
william willie winston wolfgang xavier yannick yasser yiannis yosef youssef yuri yuriy yusuf yves zac
zach zachary zoltan augustus harvey cecil edmund edvard ernst ewen hamish horace humphrey jasper
jeremiah lachlan leopold lucian matthijs mungo ned nils orlando oswald percy ralf randall randolph
raphael roderick samuel sam solomon sylvester ulrich wesley yaroslav bogdan jaroslav miroslav milan
dragan goran zoran kenan emre murat recep hakan
dick hubert shimon ed sid jeb newt mitt rand chuck herb rudy ruben rahm reggie roddy saul silas sonny stu
syed sajid sadiq rishi nadhim kwasi humza alister alasdair alec ameer amit anand anil arvind ashok ashraf
ayman aziz benyamin binyamin bobby bo brendon calvin cedrick clarence clint cody colm cornelius cyrus dan
darrell darryl daryl dexter don donnie doug dougie dustin ebrahim edouard efraim ehud emile emmet ernie
ervin farouk fayez fidel francis frans freddie fritz garry gaston gene geraint gideon gil glyn gunther
habib hameed haruki henryk herve hosni huw imad irvin isaiah itzhak yitzhak iqbal jafar jaap jalal janusz
jaroslaw jed jeroen jerzy jiri johnathan jorg jozef jude julius karel kareem kaspar kazuo keenan kelvin
khaled kirk kris krzysztof lech len lenny levi linus lorenzo lucien luther lyle lyndon mahathir mahdi
maher manfred manmohan manny manolo marek masoud mehdi micah mick mikheil moammar muammar mordechai moshe
mohamad muhammadu musa nabil nadir naftali najib nasser nayib nouri nuno olusegun omer orrin orville
osman otis pascal patricio pervez petteri prakash pranab qasim rafa rafik rahul rakesh ramesh ramzan
rashid reza robbie romano ronan rudi saad saeb saeed saleh salim sami sanjeev satoshi shahid shaukat
sheldon simeon stefanos sulaiman suleiman tadeusz takeshi tamim tarek taro terrence thabo thaksin
thorsten tito tyrone uday uhuru vaclav vadim vinod virgil waleed walid wilbur wilfred yair yannis yevgeny
evgeny yigal yoav yoshihide yoweri zbigniew antonin antti arne arsene bastian bjarne borge dariusz eero
einar ejup erling espen fredrik gianni gijs gordan grigory haakon halvard hamad heiko heikki ivica jarmo
joop jyrki kaspars kjell knut laszlo leif leszek lubomir mircea nikolaj olav ole ondrej ove pekka petar
predrag radoslaw radovan rune slobodan stig sverre tomislav torsten toomas traian tuomas urho valdis
vidar vojislav zdenek zlatko abbas abdelaziz abdel abdulaziz abdurrahman abiy adnan akbar akram anwar
atal azam babar bakr behzad faisal farhan fawzi ghassan haider hakim hamed haroon hashim hossein husni
ismael jamil jawad kassem khalil latif luay mansour marwan mehmood moqtada mubarak munir nabih nadeem
naeem nawaz obaid qais rafiq ramadan riyad saddam samir shafiq tahir taha talal tayyip usman wasim yahya
yasin younis zafar zia ziad chinua emeka femi idris jomo olu sipho tendai themba wole ade bola chidi sani
"""
_FEMALE = """
abigail ada adele adriana agatha agnes agnieszka aicha aileen aisha alba alessandra alexandra alice
alicia alina alison allison alma amal amanda amara amber amelia amina amy ana anastasia andrea angela
angelika angelina anita anja ann anna annabel anne annette annie antonia anya april ariana arlene astrid
audrey aung-san ava ayesha barbara beatrice beatriz becky belinda bella bernadette berta bertha beth
bethany betty beverley bianca birgit bonnie brenda bridget brigitte britta brooke camila camilla carla
carly carmen carol carole carolina caroline carolyn catarina catherine cathy cecilia celia chantal
charlotte chelsea cherie chiara chloe christina christine cindy claire clara clare claudia colette
connie consuelo cora cordelia cristina cynthia dagmar daisy danielle daphne dawn deborah debbie debra
deirdre delia denise diana diane dina dolores dominique-anne donna dora doreen doris
dorothea dorothy ebony edith
edna eileen elaine eleanor elena elisa elisabeth elise eliza elizabeth ella ellen elsa elsie emily emma
erica erika esme esmeralda estelle esther ethel eugenia eva eve evelyn faith farah fatima fatou felicity
fiona flora florence frances francesca franziska frederica frieda gabriela gabriella gabrielle gemma
genevieve georgia georgina geraldine gertrude gianna gillian gina ginny giorgia giovanna
gisela giulia
gladys glenda gloria grace greta gretchen gudrun gwen gwendolyn hanna hannah harriet hazel heather heidi
helen helena helene helga henrietta hilary hilda hillary holly ida imogen ingrid inge ines ingeborg
irene irina iris irma isabel isabella isabelle isla ivana ivy jackie jacqueline jacinda jada jana jane
janet janice janine jasmine jeanette jeanne jenna jennifer jenny jessica jill joan joanna joanne jodie
johanna josefina josephine joy joyce juanita judith judy julia juliana julie juliet justine kaja kamala
karen karin karina kate katarina katharina katharine katherine kathleen kathryn kathy katie katja
katrina katya kayla keiko kelly-ann kerry-ann kirsten kirsty klara krista kristen kristin kristina
kristine laila lara latoya laura lauren laurie-ann layla lea leah leila lena leonie leonor leticia leyla
lidia lilian lillian lily linda lindsay-ann lisa liz liza lizzie lois lola lorena lorna lorraine louisa
louise lucia lucie lucille lucinda lucy luisa lydia lynn lynne mabel madeleine madeline magda magdalena
maggie maia maja malala malgorzata mandy manuela mara margaret margarita margot maria mariam marian
mariana marianne marie marija marina marine marion marjorie marlene marta martha martina mary mathilda
matilda maud maureen mavis maya megan meghan melania melanie melinda melissa mercedes mia michelle
mildred millie mina mira miranda miriam moira molly mona monica monika montserrat muriel myra myriam
nadia nadine nancy naomi natalia natalie natasha nell nellie nichola nicola nicole nina noemi nora noor
norma octavia odette olga olive olivia oona oksana olena paige pam pamela parveen patricia patty paula
paulina pauline pearl peggy penelope penny petra phoebe phyllis pilar polly portia prisca priscilla
priti priya rachel ramona rania raquel rebecca regina renata renee rhea rhiannon rhoda rita roberta rosa
rosalie rosalind rosanna rose rosemary rosie roxanne ruby ruth sabina sabine sabrina sadie sally
samantha sandra saoirse sara sarah saskia selina selma senta shannon sharon sheila shelley shirin
shirley sibyl sigrid silke silvia simone sinead siobhan sofia solange sonia sonja sophia sophie soraya
stefanie stella stephanie sue susan susanna susanne susie suzanne svetlana swati sylvia sylvie tabitha
tamara tania tanya tara tatiana teresa tess tessa thea thelma theodora theresa therese tilda tina tracey
tracy-ann trish trudy ulrike una ursula valentina valeria valerie vanessa vera verity veronica veronika
vicky victoria viktoria viola violet virginia vivian vivien viviana wanda wendy wilhelmina wilma
winifred xenia yasmin yelena yolanda ysabel yulia yvette yvonne zahra zainab zara zelda zoe ngozi sanna
mette erna giorgiana olha iryna nataliya oleksandra ludmila lyudmila galina tatyana yekaterina ekaterina
ksenia daria darya marisa
angie annika arlette arundhati azra benazir bev britney candice carmel carrie cecile celeste charlene
cheryl christa ciara condoleezza cressida darlene delphine denisa dilma ditte donatella eloise elin elke
ellie emilie emmanuelle ester eunice evita fay freya frida gail gayle georgette glynis golda gro hanan
hanneke hattie helle hermione huda ilse imelda indira inga ivanka jacqui jayne jeannette jemima joni
josie judi kamila kara karla kathrin kay keisha keira kimberly kimberley kristi kym lana laureen letitia
liesl liliana lina lindy liv lori lucile luz lyn maisie malia mamie marcela marcia margarete margaretha
margo mariela marisol marla maryam mayumi megawati meg meryl minnie mireille muna myrna nadezhda naima
nanette natascha nicki nigella noelle orla pascale patsy patti philippa pia pippa queenie rachael rana
rani raisa roisin rosalyn rosamund roza rosita roz safiya saira sakura salma samia segolene sania sharron
shauna sheena sherry sheryl shireen sigourney sondra steph sunita sushma suzy sybil tammy tarja tasha
tawakkol teri tiffany trudi ulla uma vigdis viv wangari whitney winnie yoko yolande yuliya zaha zeinab
zuzana maryna liudmyla kaisa sirpa sanae yuriko ayaan ilhan rashida alexandria ayanna tulsi deb debby
dianne barb loretta jeanine maxine kyrsten shelly marsha latasha leanne aminata amna asma fawzia hina
kavita lakshmi latifa maha meena mehreen nasrin nawal nazanin neha nisha pooja radha rehana rukhsana
sabah sadia samina shabana shaheen shazia sonal tahmina tasneem urmila adaeze amaka chioma folake funmi
nkechi thandi zandile anneli birgitta eeva gunilla hanne helmi inger jadwiga jelena karoline kerstin
kristiina liisa lotte maren marit merete mirjana outi pernille ragnhild riitta signe silje siv solveig
synnove tuula ulrika vesna
"""
_EITHER = """
alex ariel ashley avery bailey billie blake cameron casey charley chris dale dana darcy devon dominique
drew frankie gale hayden jackie jamie jean jesse jo jocelyn jody jordan jules kai kelly kelsey kerry kim
kit lee leslie lindsay lindsey logan mackenzie max meredith mickey morgan nikki noa pat quinn reese rene
riley robin rowan sacha sam sandy sasha shay shelby sidney skyler stacey stevie sydney taylor terry toni
tracy tyler val vivian xi jin min wei li ming yan yu hua jing ping hyun soo ji young hye yuki akira hiro
nguyen linh minh thi phuong andrea nikola misha andie rory ali noel dell lou
"""
MALE = frozenset(_MALE.split())
FEMALE = frozenset(_FEMALE.split())
EITHER = frozenset(_EITHER.split())


def is_given_name(word: str) -> bool:
    """Return True for a known given name; of "Jean-Luc" the first part counts."""
    plain = word.lower().split("-")[0]
    return plain in MALE or plain in FEMALE or plain in EITHER


def guess_gender(word: str) -> str:
    """Return the gender that a given name suggests: "m", "f", or "" if none."""
    plain = word.lower().split("-")[0]
    if plain in EITHER and plain != "andrea":
        return ""
    if plain in MALE:
        return "m"
    return "f" if plain in FEMALE else ""
