/* synth_words_kitchen.c - vocabulary of synthetic titles: the kitchen: appliances,
 * pots, tableware, taps.
 *
 * One string per category, four related ones per family; see synth_words.h.
 * Data only. Written for this project. */
#include "data/synth/synth_words.h"

// clang-format off
static const char *const kitchen[] = {
    "REFRIGERATORS|kitchen|heladera,refrigerador,heladera con freezer|geladeira,"
     "refrigerador,geladeira duplex|no frost,cíclica,inverter,con dispenser,"
     "acero inoxidable,dos puertas,puerta reversible,bajo consumo|frost free,"
     "degelo seco,inverter,com dispenser,inox,duas portas,porta reversível,"
     "baixo consumo|bmc 230-550/10l",
    "FREEZERS|kitchen|freezer,freezer horizontal,congelador|freezer,freezer horizontal,"
     "congelador|dual,tapa ciega,vertical,comercial,con ruedas,puerta,bajo consumo,"
     "para helados|dupla ação,tampa cega,vertical,comercial,com rodas,porta,"
     "baixo consumo,para sorvete|bmc 100-550/10l",
    "WINE_COOLERS|kitchen|cava de vinos,vinoteca,enfriador de vinos|adega,"
     "adega climatizada,refrigerador de vinhos|puerta de vidrio,digital,"
     "control de temperatura,silenciosa,estantes,bajo mesada,termoeléctrica|"
     "porta de vidro,digital,controle de temperatura,silenciosa,prateleiras,de bancada,"
     "termoelétrica|bm 8-48/4botellas",
    "REFRIGERATOR_PARTS|kitchen|burlete,termostato,repuesto heladera,estante heladera|"
     "borracha da porta,termostato,peça geladeira,prateleira geladeira|para heladera,"
     "freezer,puerta,original,universal,bandeja,cajón verdulero,relé|para geladeira,"
     "freezer,porta,original,universal,gaveta,gaveta de legumes,relé|bm 40-120/5cm",

    "BLENDERS|kitchen|licuadora,licuadora de vaso,licuadora eléctrica|liquidificador,"
     "liquidificador de copo,liquidificador elétrico|jarra de vidrio,pica hielo,"
     "cuchillas de acero,# velocidades,con filtro,para jugos,batidos,vaso irrompible|"
     "jarra de vidro,tritura gelo,lâminas de aço,# velocidades,com filtro,para sucos,"
     "vitaminas,copo inquebrável|bmc 350-1200/50w 1.5-3/0.5l 110-220/110v",
    "HAND_BLENDERS|kitchen|mixer,minipimer,batidora de mano|mixer,mixer de mão,"
     "misturador manual|pie de acero,con vaso,picador,turbo,# velocidades,accesorios,"
     "para purés,batidor|haste de aço,com copo,triturador,turbo,# velocidades,"
     "acessórios,para papinha,batedor|bmc 200-900/50w 110-220/110v",
    "STAND_MIXERS|kitchen|batidora,batidora planetaria,batidora con bowl|batedeira,"
     "batedeira planetária,batedeira com tigela|bowl de acero,gancho amasador,globo,"
     "# velocidades,para masa,repostería,turbo,paleta|tigela de aço,gancho para massa,"
     "globo,# velocidades,para bolo,confeitaria,turbo,pá|bmc 250-1000/50w 3-7/0.5l",
    "FOOD_PROCESSORS|kitchen|procesadora,procesador de alimentos,multiprocesadora|"
     "processador,processador de alimentos,multiprocessador|discos,rallador,"
     "cuchillas de acero,picadora,vaso grande,con jarra,# velocidades,accesorios|discos,"
     "ralador,lâminas de aço,picador,tigela grande,com jarra,# velocidades,acessórios|"
     "bmc 300-1000/50w 1-3/0.5l",

    "COFFEE_MAKERS|kitchen|cafetera,cafetera eléctrica,cafetera de filtro|cafeteira,"
     "cafeteira elétrica,cafeteira de filtro|jarra de vidrio,filtro permanente,"
     "automática,antigoteo,pocillos,programable,con timer,para café molido|"
     "jarra de vidro,filtro permanente,automática,corta pingo,xícaras,programável,"
     "com timer,para café moído|bmc 600-1100/50w 4-30/2tazas",
    "ESPRESSO_MACHINES|kitchen|cafetera express,máquina de café,cafetera espresso|"
     "cafeteira expresso,máquina de café,máquina de espresso|para cápsulas,"
     "espumador de leche,vaporizador,automática,capuchino,depósito de agua,"
     "acero inoxidable|para cápsulas,espumador de leite,vaporizador,automática,"
     "cappuccino,reservatório de água,aço inox|bmc 850-1500/50w 15-20/1bar",
    "COFFEE_CAPSULES|kitchen|cápsulas de café,cápsulas,cápsula recargable|"
     "cápsulas de café,cápsulas,cápsula recarregável|intenso,descafeinado,capuchino,"
     "para cafetera,compatible,surtidas,reutilizable,tostado|intenso,descafeinado,"
     "cappuccino,para cafeteira,compatível,sortidas,reutilizável,torrado|bk 10-100/10un",
    "ELECTRIC_KETTLES|kitchen|pava eléctrica,hervidor,jarra eléctrica|chaleira elétrica,"
     "fervedor,jarra elétrica|corte mate,acero inoxidable,inalámbrica,base giratoria,"
     "corte automático,con luz led,para té,antical|desligamento automático,aço inox,"
     "sem fio,base giratória,com luz led,para chá,alça fria,visor|"
     "bmc 1000-2200/100w 1-2/0.5l",

    "MICROWAVE_OVENS|kitchen|microondas,horno microondas,microondas con grill|"
     "microondas,forno microondas,micro-ondas com grill|digital,plato giratorio,grill,"
     "descongela,espejado,# programas,puerta blanca,de empotrar|digital,prato giratório,"
     "grill,descongela,espelhado,# programas,porta branca,de embutir|"
     "bmc 17-34/1l 700-1400/100w",
    "ELECTRIC_OVENS|kitchen|horno eléctrico,hornito,horno de mesa|forno elétrico,"
     "forninho,forno de bancada|con anafes,grill,timer,convección,doble vidrio,bandeja,"
     "temperatura regulable,acero|com timer,grill,convecção,vidro duplo,bandeja,"
     "temperatura regulável,aço,dourador|bmc 20-70/5l 1200-2000/100w",
    "AIR_FRYERS|kitchen|freidora de aire,freidora sin aceite,air fryer|"
     "fritadeira sem óleo,fritadeira elétrica,air fryer|digital,canasto antiadherente,"
     "touch,timer,cesta,papas fritas,saludable,temperatura|digital,cesto antiaderente,"
     "touch,timer,cesta,batata frita,saudável,temperatura|bmc 2-8/0.5l 1200-1800/100w",
    "DEEP_FRYERS|kitchen|freidora,freidora eléctrica,freidora industrial|fritadeira,"
     "fritadeira a óleo,fritadeira industrial|canasto,acero inoxidable,doble cuba,a gas,"
     "papas fritas,rotisería,termostato,para aceite|cesto,aço inox,cuba dupla,a gás,"
     "pastel,lanchonete,termostato,água e óleo|bm 2-40/2l 1500-5000/500w",

    "FRYING_PANS|kitchen|sartén,sartén antiadherente,sartén de hierro|frigideira,"
     "frigideira antiaderente,frigideira de ferro|teflón,mango de madera,cerámica,"
     "granito,para panqueques,inducción,fondo difusor,aluminio|teflon,cabo de madeira,"
     "cerâmica,granito,para panqueca,indução,fundo triplo,alumínio|bck 14-32/2cm",
    "COOKING_POTS|kitchen|olla,cacerola,olla a presión|panela,caçarola,"
     "panela de pressão|con tapa,acero inoxidable,antiadherente,aluminio,fondo difusor,"
     "asas,de hierro fundido,vidrio templado|com tampa,aço inox,antiaderente,alumínio,"
     "fundo triplo,alças,de ferro fundido,vidro temperado|bck 16-40/2cm 2-20/1l",
    "COOKWARE_SETS|kitchen|batería de cocina,juego de ollas,set de ollas|"
     "jogo de panelas,conjunto de panelas,kit panelas|antiadherente,acero inoxidable,"
     "cerámica,con tapas,sartén,teflón,inducción|antiaderente,aço inox,cerâmica,"
     "com tampas,frigideira,teflon,indução|bc 5-12/1pzs",
    "BAKING_MOLDS|kitchen|molde,molde para torta,asadera|forma,forma de bolo,assadeira|"
     "silicona,desmontable,antiadherente,budín,muffins,pizzera,aluminio,redondo|"
     "silicone,desmontável,antiaderente,pudim,cupcake,pizza,alumínio,redonda|"
     "ck 12-40/2cm",

    "DRINKING_GLASSES|kitchen|vasos,copas,set de vasos|copos,taças,jogo de copos|vidrio,"
     "trago largo,cerveza,vino,whisky,cristal,plástico,facetado|vidro,long drink,"
     "cerveja,vinho,whisky,cristal,acrílico,canelado|bck 200-600/10ml",
    "MUGS|kitchen|taza,tazón,mug|caneca,xícara,caneca porcelana|cerámica,personalizada,"
     "sublimada,desayuno,con frase,enlozada,regalo,mágica|cerâmica,personalizada,"
     "sublimação,café da manhã,com frase,esmaltada,presente,mágica|ck 250-450/10ml",
    "PLATES|kitchen|plato,platos playos,juego de platos|prato,pratos rasos,"
     "jogo de pratos|porcelana,cerámica,hondo,postre,vajilla,cuadrado,redondo,"
     "restaurante|porcelana,cerâmica,fundo,sobremesa,louça,quadrado,redondo,restaurante|"
     "bck 15-30/1cm",
    "CUTLERY_SETS|kitchen|cubiertos,juego de cubiertos,set tenedores y cuchillos|"
     "talheres,faqueiro,jogo de talheres|acero inoxidable,mango plástico,cucharas,"
     "postre,estuche,asado,mango de madera|aço inox,cabo plástico,colheres,sobremesa,"
     "estojo,churrasco,cabo de madeira|bck 12-72/12pzs",

    "GAS_STOVES|kitchen|cocina,cocina a gas,anafe|fogão,fogão a gás,cooktop|horno,"
     "encendido,acero inoxidable,gas envasado,multigas,rejillas,vidrio templado|forno,"
     "acendimento automático,inox,gás glp,mesa de vidro,grades,vidro temperado|"
     "bmc 50-90/5cm 4-6/1h",
    "RANGE_HOODS|kitchen|campana,campana extractora,purificador de aire|coifa,depurador,"
     "exaustor de cozinha|acero inoxidable,vidrio curvo,filtro,isla,# velocidades,led,"
     "pared,turbina|inox,vidro curvo,filtro,ilha,# velocidades,led,parede,motor|"
     "bmc 60-90/30cm",
    "DISHWASHERS|kitchen|lavavajillas,lavaplatos automático,lavavajilla|lava-louças,"
     "lavadora de louças,lava louça|# programas,acero inoxidable,empotrable,silencioso,"
     "media carga,bajo mesada,eficiencia|serviços,# programas,inox,de embutir,"
     "silenciosa,meia carga,bancada,eficiência|bmc 6-15/1cubiertos",
    "KITCHEN_SINKS|kitchen|bacha,pileta de cocina,mesada con bacha|pia,cuba,"
     "pia de cozinha|acero inoxidable,doble,simple,con escurridor,profunda,sopapa,"
     "empotrar,mesada|aço inox,dupla,simples,com escorredor,funda,válvula,embutir,"
     "bancada|bc 30-120/5cm",

    "FOOD_CONTAINERS|kitchen|tupper,recipiente hermético,frasco|pote,pote hermético,"
     "marmita|con tapa,vidrio,plástico,microondas,freezer,cierre,apilable,set|com tampa,"
     "vidro,plástico,micro-ondas,freezer,trava,empilhável,kit|bck 250-3000/250ml",
    "LUNCH_BOXES|kitchen|vianda,lonchera,luncheras|marmiteira,lancheira,marmita térmica|"
     "térmica,escolar,# compartimentos,con cubiertos,hermética,infantil,acero,bolso|"
     "térmica,escolar,# divisórias,com talheres,hermética,infantil,inox,bolsa|"
     "bc 0.5-2/0.5l",
    "THERMOS_BOTTLES|kitchen|termo,termo acero,botella térmica|garrafa térmica,"
     "térmica inox,squeeze térmico|acero inoxidable,pico cebador,mate,media manija,"
     "irrompible,frío calor,tapón,doble pared|aço inox,bico dosador,chimarrão,com alça,"
     "inquebrável,quente e frio,rosca,parede dupla|bc 0.5-2/0.5l",
    "MATE_GOURDS|kitchen|mate,mate de calabaza,matera|cuia,cuia de chimarrão,"
     "cuia de tereré|bombilla,cuero,alpaca,madera,virola,con bolso,termo,torpedo|bomba,"
     "couro,alpaca,madeira,bocal,com bolsa,garrafa,porongo|ck",

    "TOASTERS|kitchen|tostadora,tostadora eléctrica,tostador|torradeira,"
     "torradeira elétrica,tostador|ranuras,descongela,bandeja recoge migas,# niveles,"
     "pan lactal,acero,control,retro|fatias,descongela,bandeja de migalhas,# níveis,"
     "pão de forma,inox,controle,retrô|bmc 700-1000/50w",
    "SANDWICH_MAKERS|kitchen|sandwichera,sandwichera eléctrica,tostador de sandwich|"
     "sanduicheira,grill,misteira|antiadherente,grill,triángulos,placas,waflera,panini,"
     "luz indicadora,doble|antiaderente,grill,triângulos,placas,waffle,panini,"
     "luz indicadora,dupla|bmc 700-1500/50w",
    "ELECTRIC_GRILLS|kitchen|parrilla eléctrica,grill eléctrico,plancha eléctrica|"
     "churrasqueira elétrica,grill elétrico,chapa elétrica|antiadherente,"
     "bandeja recoge grasa,asado,sin humo,temperatura,placas,carne,portátil|"
     "antiaderente,coletor de gordura,churrasco,sem fumaça,temperatura,placas,carne,"
     "portátil|bmc 1200-2200/100w",
    "WAFFLE_MAKERS|kitchen|waflera,máquina de waffles,wafflera|máquina de waffle,"
     "waffleira,máquina de crepe|antiadherente,corazón,placas,desayuno,belga,eléctrica,"
     "crepe,giratoria|antiaderente,coração,placas,café da manhã,belga,elétrica,palito,"
     "giratória|bmc 600-1200/100w",

    "KITCHEN_KNIVES|kitchen|cuchillo,cuchilla,set de cuchillos|faca,faca de chef,"
     "jogo de facas|chef,acero inoxidable,mango de madera,asado,afilado,carnicero,"
     "con taco,cerámica|chef,aço inox,cabo de madeira,churrasco,afiada,açougueiro,"
     "com cepo,cerâmica|bk 5-14/1in",
    "KNIFE_SHARPENERS|kitchen|afilador,chaira,piedra de afilar|afiador,chaira,"
     "pedra de amolar|cuchillos,doble cara,diamante,manual,eléctrico,tijeras,tungsteno,"
     "grano|facas,dupla face,diamante,manual,elétrico,tesouras,tungstênio,grão|"
     "bm 6-12/1in",
    "CUTTING_BOARDS|kitchen|tabla de picar,tabla para asado,tabla de cortar|"
     "tábua de corte,tábua de churrasco,tábua de carne|madera,bambú,polietileno,plato,"
     "algarrobo,canaleta,vidrio,personalizada|madeira,bambu,polietileno,petiscos,teca,"
     "canaleta,vidro,personalizada|ck 20-60/5cm",
    "KITCHEN_SCALES|kitchen|balanza de cocina,balanza digital,balanza|"
     "balança de cozinha,balança digital,balança|precisión,tara,con bowl,digital,"
     "repostería,gramera,pilas,vidrio|precisão,tara,com tigela,digital,confeitaria,"
     "pilhas,vidro|bmc 1-10/1kg",

    "JUICERS|kitchen|juguera,extractor de jugo,exprimidor|espremedor,centrífuga,"
     "extrator de suco|cítricos,naranja,acero,boca ancha,vaso,frutas enteras,eléctrico,"
     "prensado en frío|laranja,frutas,inox,bocal largo,copo,frutas inteiras,elétrico,"
     "prensado a frio|bmc 30-1000/50w",
    "ICE_CREAM_MAKERS|kitchen|máquina de helados,fábrica de helados,heladera soft|"
     "sorveteira,máquina de sorvete,máquina de picolé|casera,soft,yogurt,bowl,"
     "automática,industrial,frutas,compresor|caseira,soft,iogurte,tigela,automática,"
     "industrial,frutas,compressor|bm 1-3/0.5l",
    "BREAD_MAKERS|kitchen|máquina de pan,panificadora,horno de pan|panificadora,"
     "máquina de pão,fazedora de pão|automática,# programas,masa,sin gluten,timer,"
     "casera,levadura,antiadherente|automática,# programas,massa,sem glúten,timer,"
     "caseira,fermento,antiaderente|bmc 500-850/50w",
    "POPCORN_MAKERS|kitchen|pochoclera,máquina de pochoclos,palomitera|pipoqueira,"
     "máquina de pipoca,pipoqueira elétrica|aire caliente,sin aceite,cine,con carro,"
     "eléctrica,pururú,retro,olla|ar quente,sem óleo,cinema,com carrinho,elétrica,milho,"
     "retrô,panela|bmc 900-1300/100w",

    "KITCHEN_FAUCETS|kitchen|grifería,canilla,monocomando cocina|torneira,"
     "torneira gourmet,misturador monocomando|pico alto,extensible,acero,cromada,mesada,"
     "pared,flexible,cierre cerámico|bica alta,extensível,inox,cromada,bancada,parede,"
     "flexível,cerâmico|bmc",
    "SHOWER_FAUCETS|kitchen|monocomando ducha,grifería baño,ducha|misturador chuveiro,"
     "ducha,torneira banheiro|cromado,flor de ducha,embutir,transferencia,bañera,lluvia,"
     "cuadrada,barral|cromado,ducha higiênica,embutir,acabamento,banheira,quadrada,"
     "haste,registro|bmc",
    "WATER_PURIFIERS|kitchen|purificador de agua,filtro de agua,dispenser de agua|"
     "purificador de água,filtro de água,bebedouro|frío calor,carbón activado,ósmosis,"
     "cartucho,canilla,bajo mesada,sarro,bacterias|gelada,carvão ativado,osmose,refil,"
     "torneira,de parede,cloro,bactérias|bmc",
    "WATER_FILTER_CARTRIDGES|kitchen|repuesto filtro,cartucho filtro,unidad filtrante|"
     "refil,refil filtro,vela filtro|purificador de agua,carbón activado,dispenser,"
     "polipropileno,bloque,original,sedimentos,canilla|purificador de água,"
     "carvão ativado,bebedouro,polipropileno,bloco,original,sedimentos,torneira|"
     "bmk 5-20/5in",
};
// clang-format on

const lmev__synth_dept lmev__synth_kitchen = {kitchen,
                                              sizeof kitchen / sizeof kitchen[0]};
