"""Plain word lists that the slot generator composes passwords, hosts and names from."""

WORDS = tuple(
    """
    able acorn action adventure airplane alaska album alpha amber anchor angel apple april
    arctic arrow arsenal atlas august autumn avalon badger baker balloon bamboo banana bandit
    barcelona baseball basket batman beach bear beaver bella berlin bicycle biscuit blossom blue
    bonsai boston boxer brandy bravo breeze brooklyn brother bubble buddy buffalo bullet butter
    button cactus camaro camel candle candy canyon captain caramel carbon carpet cascade casper
    castle celtic champion charlie cheese chelsea cherry chester chicken chocolate circus
    citadel clover cobalt coffee comet compass concert condor cookie copper coral corner
    corvette cosmos cotton country cowboy coyote cracker cricket crimson crystal cupcake custom
    daisy dakota dancer danger darling december deer delta denver desert diamond diesel digital
    dinosaur disco doctor dolphin domino donkey double dragon dream driver drummer duck dynamo
    eagle earth eclipse electric elephant ember emerald emperor engine entropy escape everest
    evergreen explorer falcon family fantasy farmer feather ferrari festival fiddle fire firefly
    fisher flamingo flash flower flyer forest forever fortune fossil freedom friday friend
    frozen galaxy garden garlic gateway gemini genesis ghost giant ginger giraffe glacier global
    golden gopher granite grape gravity green griffin guitar gunner hammer hamster happy harbor
    harley harvest hawaii hawk hazel heart helium hello hero hidden hockey holiday honey horizon
    hornet horse hotel house hunter hurricane iceberg icecream igloo impala indigo infinity
    inferno iron island ivory jackpot jaguar january jasmine jazz jelly jersey jester jigsaw
    joker journey jungle juniper jupiter justice kangaroo karma keeper kernel kettle king
    kingdom kitten koala ladder lantern laser lavender legend lemon leopard letter liberty
    library lion lobster london lotus lucky lunar machine madrid magic magnet mango maple marble
    marine market marlin master matrix maverick meadow melody mercury meteor metro midnight
    mighty milkshake miracle mirror mission mister mobile monday money monkey monster moonlight
    morning mountain muffin music mustang mystery napoleon narwhal nebula neptune network nickel
    night ninja noodle north november nugget ocean october olive omega onion orange orchid orion
    oscar otter oxygen oyster pacific paddle panda panther paprika parade paris parrot passion
    peach peanut pearl pelican penguin pepper phantom phoenix piano pickle picnic pilot
    pineapple pioneer pirate pizza planet platinum player poker polar popcorn porsche potato
    power prince princess pumpkin puppy purple puzzle pyramid python quartz queen quiet rabbit
    raccoon radar radio rainbow ranger raptor raven rebel redwood reptile rhythm ribbon river
    rocket rooster royal ruby runner saffron sailor salmon samurai sandwich sapphire saturday
    saturn scooter scorpion secret seven shadow shark sherlock silver sister sketch skipper sky
    slipper smile snicker snow soccer solar sparrow spartan special spider spirit spring
    squirrel star steel stone storm strawberry sugar summer sunday sunflower sunrise sunset
    sunshine super swan sweet sword tango teapot temple tennis texas thunder tiger titanic
    toffee tomato topaz tornado tractor trinity triton trumpet tulip turbo turtle twister
    unicorn universe valley vampire vanilla velvet venus victory viking village violet viper
    vision volcano voyager walnut walrus warrior water wednesday whiskey whisper wildcat william
    willow window winner winter wizard wolf wonder yankee yellow yoghurt zebra zenith zeppelin
    """.split()
)

FIRST_NAMES = tuple(
    """
    alex alice amanda andrea andrew anna anton arjun barbara benjamin bianca boris brian carlos
    carmen carol charlotte chen chris claire daniel david diana dmitri elena elias emily emma
    eric fatima felix fiona frank gabriel george giulia hannah harry hassan heidi helen henry
    igor ingrid isabel ivan jack jacob james jan jasmin jenny jessica joanna johan john jonas
    jorge jose julia kai karen karl kate kevin lars laura leila leon linda lisa louis lucas
    lucia magnus maria marie mark markus martin mateo matt maya michael miguel mina mohamed
    monika natalie nicole nikolai nina noah olga oliver omar pablo patrick paul pedro peter
    pierre priya rachel raj rebecca ricardo robert rosa ryan samuel sandra sara sean sebastian
    simon sofia stefan susan sven tanya thomas tim tom veronica victor wei yuki yusuf zoe
    """.split()
)

COMPANIES = tuple(
    """
    acornworks alderbank altamira amberline apexon arborly astrolane atlasbyte baywood beacontel
    birchline blueharbor brightloom brookfield bytewell cedarpoint cobaltio corvina crestview
    dataforge deltaport driftwood eastgate elmhurst emberly evenstar fernhill finchly flintworks
    foxglove freightly glasshouse graniteio greenvale halcyon harborview hexagonia hollowell
    ironbridge kestrelhq lakeside larkspur lumenary mapleton marblearch meridianhq millbrook
    moonrise northwind novapath oakridge orbitly pinecrest quayside quillon ravenswood redstone
    riverbend rosewood saltmarsh seabright silverpine skylark stonebridge summitly sundale
    tallgrass terranova tidewater umbra valehaven verdantia westbrook wildmere willowbank
    yellowfin zephyrix
    """.split()
)

CITIES = tuple(
    "amsterdam athens bergen berlin bogota boston cairo chicago dallas delhi dublin geneva hanoi "
    "helsinki istanbul kyoto lagos lima lisbon london madrid manila milan montreal mumbai nairobi "
    "oslo paris porto prague quito riga rome seattle seoul sofia sydney tallinn tokyo toronto "
    "vienna warsaw zurich".split()
)

USERS = tuple(
    "admin root app api backup billing ci deploy devops dba elastic etl ftpuser gitlab grafana "
    "ingest jenkins jira ldapbind mailer metrics monitor mysql nagios ops oracle postgres proxy "
    "readonly reporting sa scanner service smtp superuser svc_app svc_etl sysadmin tomcat uploader "
    "webapp worker zabbix".split()
)

KEYBOARD_WALKS = (
    "qwerty123 qwertyuiop 1qaz2wsx 1q2w3e4r 1q2w3e4r5t zaq12wsx asdf1234 qazwsxedc q1w2e3r4 "
    "!QAZ2wsx 1qaz@WSX qweasdzxc zxcvbnm123 asdfghjkl qwer4321 poiuy098 wsxcde34 147258369 "
    "7ujm8ik, 5tgb6yhn"
).split()

# What is typed where some password has to stand, the commonest several times: nobody's secret.
STOCK_PASSWORDS = tuple(
    "password password password password password password secret secret secret secret changeit "
    "changeit changeit changeme changeme admin admin admin hunter2 hunter2 s3cr3t s3cr3t foobar "
    "foobar guest guest root postgres test 123456 12345 1234 letmein dummy pass passwd passw0rd "
    "supersecret mypassword password123 topsecret".split()
)

# What people put before such a word, and what it is for.
STOCK_LEADS = (
    "my my my my super super super some some your very new good top other bad big our a the test"
).split()
STOCK_OWNERS = (
    "access admin api app auth client consumer db encryption jwt ldap login mail mysql postgres "
    "redis refresh root sentinel server session smtp sql user webhook"
).split()

WEAK_PASSWORDS = tuple(
    "password password1 password123 Password1 passw0rd Passw0rd! p@ssw0rd pass1234 pass admin "
    "admin123 admin1234 administrator letmein welcome welcome1 Welcome123 secret secret123 s3cret "
    "changeit default guest test test1234 root toor 123456 12345678 123456789 1234567890 qwerty "
    "abc123 abcd1234 iloveyou monkey dragon master login user demo postgres mysql oracle tomcat "
    "rabbitmq elastic minioadmin raspberry ubnt cisco nopass000 111111 000000 654321".split()
)
