/* synth_words_home.c - vocabulary of synthetic titles: the house: furniture, linen,
 * decoration, light, garden, pool.
 *
 * One string per category, four related ones per family; see synth_words.h.
 * Data only. Written for this project. */
#include "data/synth/synth_words.h"

// clang-format off
static const char *const home[] = {
    "SOFAS|furniture|sillón,sofá,sofá de tres cuerpos|sofá,sofá de canto,"
     "sofá três lugares|chenille,cuero ecológico,esquinero,chaise longue,living,"
     "almohadones,placa de espuma,pana|suede,couro ecológico,retrátil,chaise,sala,"
     "almofadas,espuma,veludo|bc 120-280/10cm",
    "SOFA_BEDS|furniture|sofá cama,futón,sillón cama|sofá-cama,futon,poltrona cama|"
     "dos plazas,reclinable,colchón,pino,chenille,living,plegable,click clack|casal,"
     "reclinável,colchão,pinus,suede,sala,dobrável,solteiro|bc 120-200/10cm",
    "ARMCHAIRS|furniture|sillón individual,poltrona,butaca|poltrona,poltrona decorativa,"
     "cadeira poltrona|reclinable,lectura,cuero ecológico,pana,giratorio,living,"
     "masajeador,patas de madera|reclinável,amamentação,couro ecológico,veludo,"
     "giratória,sala,massageadora,pés palito|bc",
    "SOFA_COVERS|furniture|funda sillón,cubre sillón,funda para sofá|capa para sofá,"
     "capa sofá,protetor de sofá|elastizada,tres cuerpos,universal,mascotas,esquinero,"
     "impermeable,lycra,acolchada|elástica,três lugares,universal,pet,canto,impermeável,"
     "malha,matelassê|bc 120-280/10cm",

    "SHEETS|linen|sábanas,juego de sábanas,sábana ajustable|lençol,jogo de cama,"
     "lençol com elástico|dos plazas,percal,algodón,queen,estampadas,una plaza,"
     "microfibra|casal,percal,algodão,queen,estampado,solteiro,microfibra|"
     "bc 130-400/20hilos",
    "COMFORTERS|linen|acolchado,edredón,plumón|edredom,cobre-leito,colcha|reversible,"
     "dos plazas,corderito,queen,matelasse,plumas,invierno,estampado|dupla face,casal,"
     "sherpa,queen,matelassê,plumas,inverno,estampado|bc",
    "BLANKETS|linen|frazada,manta,cobija|cobertor,manta,cobertor de casal|polar,"
     "microfibra,sillón,flannel,dos plazas,corderito,bebé,suave|soft,microfibra,sofá,"
     "flanelado,casal,sherpa,bebê,macia|bc",
    "BED_PILLOWS|linen|almohada,almohada viscoelástica,almohadas|travesseiro,"
     "travesseiro de espuma,travesseiros|inteligente,cervical,fibra,plumas,espuma,"
     "memoria,antialérgica,funda|nasa,cervical,fibra,plumas,látex,viscoelástico,"
     "antialérgico,capa|bck 50-90/10cm",

    "BEDS|furniture|cama,cama de pino,sommier|cama,cama box,cama de casal|dos plazas,"
     "una plaza,madera,con cajones,respaldo,resortes,queen,king|casal,solteiro,madeira,"
     "com gavetas,cabeceira,molas,queen,king|bc 80-200/10cm",
    "MATTRESSES|furniture|colchón,colchón de espuma,colchón de resortes|colchão,"
     "colchão de espuma,colchão de molas|alta densidad,dos plazas,pillow top,una plaza,"
     "ensacados,queen,viscoelástico,ortopédico|alta densidade,casal,pillow top,solteiro,"
     "ensacadas,queen,viscoelástico,ortopédico|bc 80-200/10cm 18-33/1kg",
    "HEADBOARDS|furniture|respaldo,respaldo de cama,cabecera|cabeceira,"
     "cabeceira de cama,painel cabeceira|sommier,tapizado,capitoné,dos plazas,madera,"
     "chenille,con luz,queen|cama box,estofada,capitonê,casal,madeira,suede,com led,"
     "queen|bc 80-200/10cm",
    "BUNK_BEDS|furniture|cama cucheta,cucheta,litera|beliche,treliche,cama beliche|pino,"
     "con escalera,marinera,# cajones,infantil,caño,tres camas,desarmable|pinus,"
     "com escada,bicama,# gavetas,infantil,tubular,três camas,desmontável|bc",

    "WARDROBES|furniture|placard,ropero,armario|guarda-roupa,roupeiro,armário|"
     "puertas corredizas,# cajones,melamina,espejo,barral,desarmable,dormitorio,"
     "perchero|portas de correr,# gavetas,mdf,espelho,cabideiro,desmontável,casal,"
     "solteiro|bc 90-270/10cm 2-8/1puertas",
    "DRESSERS|furniture|cómoda,cajonera,chifonier|cômoda,gaveteiro,sapateira cômoda|"
     "# cajones,melamina,pino,dormitorio,bebé,laqueada,correderas metálicas,infantil|"
     "# gavetas,mdf,pinus,quarto,bebê,laqueada,corrediças metálicas,infantil|"
     "bc 3-8/1cajones",
    "BOOKCASES|furniture|biblioteca,estantería,repisa|estante,estante para livros,"
     "prateleira|melamina,libros,estantes,flotante,caño,escalera,nórdica,industrial|mdf,"
     "livros,nichos,suspensa,tubular,escada,escritório,industrial|bc 60-200/10cm",
    "TV_STANDS|furniture|mesa de tv,rack tv,modular tv|rack para tv,painel tv,"
     "estante home|flotante,led,# cajones,melamina,living,con ruedas,vajillero|suspenso,"
     "led,# gavetas,mdf,sala,com rodinhas,nichos|bc 32-75/1in",

    "DESKS|furniture|escritorio,mesa de computadora,escritorio pc|escrivaninha,"
     "mesa de computador,mesa para escritório|melamina,# cajones,en l,gamer,rebatible,"
     "juvenil,estantes,nórdico|mdf,# gavetas,em l,gamer,dobrável,juvenil,prateleiras,"
     "industrial|bc 80-180/10cm",
    "DINING_TABLES|furniture|mesa,mesa de comedor,juego de comedor|mesa,mesa de jantar,"
     "conjunto de mesa|madera,extensible,sillas,vidrio,redonda,cocina,nórdica,"
     "seis personas|madeira,extensível,cadeiras,vidro,redonda,cozinha,quatro lugares,"
     "seis lugares|bc 80-220/10cm",
    "COFFEE_TABLES|furniture|mesa ratona,mesita,mesa de living|mesa de centro,mesinha,"
     "mesa lateral|madera,vidrio,nórdica,revistero,hierro,auxiliar,redonda,industrial|"
     "madeira,vidro,espelhada,sala,ferro,apoio,redonda,industrial|bc 40-120/10cm",
    "NIGHTSTANDS|furniture|mesa de luz,mesita de noche,buró|criado mudo,"
     "mesa de cabeceira,mesinha de quarto|# cajones,melamina,flotante,pino,dormitorio,"
     "par,nórdica,laqueada|# gavetas,mdf,suspensa,pinus,quarto,par,retrô,laqueada|bck",

    "OFFICE_CHAIRS|furniture|silla de oficina,sillón ejecutivo,silla escritorio|"
     "cadeira de escritório,cadeira presidente,cadeira executiva|giratoria,ergonómica,"
     "con ruedas,apoyabrazos,red,neumática,cuero ecológico,respaldo alto|giratória,"
     "ergonômica,com rodinhas,braços,tela mesh,a gás,couro ecológico,encosto alto|"
     "bmc 100-150/10kg",
    "GAMING_CHAIRS|furniture|silla gamer,sillón gamer,butaca gamer|cadeira gamer,"
     "cadeira gaming,poltrona gamer|reclinable,ergonómica,pro,almohadón lumbar,"
     "cuero ecológico,giratoria,apoyabrazos,led|reclinável,ergonômica,pro,"
     "almofada lombar,couro ecológico,giratória,braços 3d,led|bmc 100-180/10kg",
    "DINING_CHAIRS|furniture|silla,silla de comedor,sillas|cadeira,cadeira de jantar,"
     "cadeiras|eames,madera,tapizada,nórdica,apilable,caño,cocina,patas de madera|"
     "eiffel,madeira,estofada,empilhável,cozinha,pés palito,jantar|ck",
    "STOOLS|furniture|banqueta,taburete,banqueta alta|banqueta,banco,banqueta alta|"
     "barra,madera,giratoria,desayunador,hierro,regulable,tapizada,nórdica|balcão,"
     "madeira,giratória,cozinha,ferro,regulável,estofada,tolix|bck 45-80/5cm",

    "CUSHIONS|linen|almohadón,almohadones decorativos,funda almohadón|almofada,"
     "almofadas decorativas,capa de almofada|sillón,pana,estampado,relleno,tusor,"
     "nórdico,piso,rústico|sofá,veludo,estampada,enchimento,suede,escandinava,chão,"
     "tricô|ck 40-60/5cm",
    "BATH_TOWELS|linen|toalla,toallón,juego de toallas|toalha,toalha de banho,"
     "jogo de toalhas|algodón,baño,mano,playa,hotelera,bordada,secado rápido|algodão,"
     "banho,rosto,praia,hotel,bordada,felpuda|bck 360-600/20gr",
    "CURTAINS|linen|cortina,cortinas,cortina blackout|cortina,cortinas,cortina blackout|"
     "voile,ambiente,ganchos,tela pesada,dormitorio,living,argollas,presillas|voil,"
     "quarto,varão,tecido grosso,sala,ilhós,renda,corta luz|bck 130-280/10cm",
    "ROLLER_BLINDS|linen|cortina roller,persiana,roller|persiana,persiana rolô,"
     "cortina rolô|blackout,sunscreen,a medida,black out,cadena,ventana,pvc,veneciana|"
     "blackout,tela solar,sob medida,dupla,janela,pvc,horizontal,corrente|bc 60-240/10cm",

    "RUGS|deco|alfombra,carpeta,alfombra pelo largo|tapete,tapete sala,passadeira|"
     "shaggy,living,antideslizante,dormitorio,yute,infantil,persa,nórdica|felpudo,sala,"
     "antiderrapante,quarto,sisal,infantil,persa,geométrico|bc 60-250/10cm",
    "WALL_CLOCKS|deco|reloj de pared,reloj pared,reloj decorativo|relógio de parede,"
     "relógio parede,relógio decorativo|números,madera,silencioso,vintage,cocina,"
     "péndulo,gigante,adhesivo|números,madeira,silencioso,vintage,cozinha,pêndulo,"
     "grande,adesivo|ck 20-80/5cm",
    "MIRRORS|deco|espejo,espejo de pared,espejo decorativo|espelho,espelho de parede,"
     "espelho decorativo|marco,redondo,cuerpo entero,baño,led,madera,biselado,con pie|"
     "moldura,redondo,corpo inteiro,banheiro,led,madeira,bisotado,adnet|ck 30-180/10cm",
    "PAINTINGS|deco|cuadro,cuadros decorativos,lámina|quadro,quadros decorativos,pôster|"
     "canvas,tríptico,bastidor,abstracto,living,óleo,vintage,madera|canvas,mosaico,"
     "moldura,abstrato,sala,óleo,vintage,mdf|ck 20-150/10cm",

    "CEILING_LAMPS|light|lámpara colgante,plafón,araña|lustre,pendente,plafon|techo,led,"
     "cristal,comedor,vidrio,moderna,luces,nórdica|teto,led,cristal,sala de jantar,"
     "vidro,moderno,lâmpadas,industrial|bmc 12-60/6w",
    "TABLE_LAMPS|light|velador,lámpara de mesa,lámpara escritorio|abajur,"
     "luminária de mesa,luminária|pantalla,dormitorio,flexible,led,madera,articulada,"
     "lectura,touch|cúpula,quarto,flexível,led,madeira,articulada,leitura,touch|"
     "bmc 3-40/1w",
    "LIGHT_BULBS|light|lámpara led,foco,bombita|lâmpada led,lâmpada,bulbo|fría,cálida,"
     "rosca,dicroica,bajo consumo,luz día,vela,dimerizable|branco frio,branco quente,"
     "soquete,dicroica,econômica,bivolt,vela,dimerizável|bmk 3-50/1w",
    "LED_STRIPS|light|tira led,cinta led,manguera led|fita led,mangueira led,"
     "barra de led|control remoto,adhesiva,exterior,fuente,siliconada,luz fría,"
     "multicolor|controle remoto,adesiva,externa,fonte,siliconada,branco frio,colorida|"
     "bmk 5-20/5mts 12-24/12v",

    "SWIMMING_POOLS|pool|pileta,pileta de lona,piscina|piscina,piscina inflável,"
     "piscina de armar|estructural,inflable,lona,redonda,familiar,bomba,rectangular|"
     "estrutural,inflável,lona,redonda,família,bomba,retangular|bc 1000-9000/500l",
    "POOL_PUMPS|pool|bomba de pileta,bomba para piscina,bomba autocebante|"
     "bomba de piscina,bomba para piscina,motobomba|filtrado,autocebante,trampa,"
     "monofásica,motor,plástica,recirculación|filtragem,autoescorvante,pré-filtro,"
     "monofásica,motor,recirculação,hidro|bm 0.5-2/0.5hp",
    "POOL_FILTERS|pool|filtro pileta,filtro de arena,filtro para piscina|filtro piscina,"
     "filtro de areia,filtro para piscina|cartucho,válvula,carga filtrante,bomba,lona,"
     "manómetro,kit,skimmer|cartucho,válvula,carga filtrante,bomba,inflável,manômetro,"
     "kit,skimmer|bm 30-100/5kg",
    "POOL_CHEMICALS|pool|cloro,pastillas de cloro,alguicida|cloro,pastilha de cloro,"
     "algicida|pileta,granulado,clarificador,triple acción,disolución lenta,boya,"
     "multiacción,alguicida concentrado|piscina,granulado,clarificante,tripla ação,"
     "dissolução lenta,flutuador,multiação,barrilha|bk 1-50/1kg",

    "SHOE_RACKS|furniture|zapatero,organizador de zapatos,botinero|sapateira,"
     "organizador de sapatos,porta sapatos|puertas,# pares,apilable,tela,melamina,"
     "colgante,espejo,banco|portas,# pares,empilhável,tecido,mdf,vertical,espelho,"
     "giratória|bck",
    "COAT_RACKS|furniture|perchero,perchero de pie,percha de pared|cabideiro,mancebo,"
     "cabide de parede|madera,ganchos,hierro,pared,árbol,puerta,nórdico,ropa|madeira,"
     "ganchos,ferro,parede,chão,porta,arara,roupas|ck",
    "KITCHEN_CABINETS|furniture|alacena,bajo mesada,mueble de cocina|armário de cozinha,"
     "balcão,cozinha completa|melamina,puertas,# cajones,despensero,aluminio,microondas,"
     "módulo,con mesada|mdf,portas,# gavetas,paneleiro,aço,micro-ondas,aéreo,com tampo|"
     "bc 60-200/10cm",
    "BATHROOM_CABINETS|furniture|vanitory,botiquín,mueble de baño|gabinete de banheiro,"
     "armário de banheiro,espelheira|bacha,espejo,colgante,# cajones,laqueado,puertas,"
     "led,con mesada|cuba,espelho,suspenso,# gavetas,laqueado,portas,led,com tampo|"
     "bc 40-100/10cm",

    "VASES|deco|florero,jarrón,florero de vidrio|vaso decorativo,jarro,vaso de vidro|"
     "cerámica,flores,decorativo,alto,centro de mesa,rústico,cristal,solitario|cerâmica,"
     "flores,decoração,alto,centro de mesa,rústico,cristal,solitário|ck 10-60/5cm",
    "PLANT_POTS|deco|maceta,macetero,cachepot|vaso para plantas,cachepô,"
     "vaso autoirrigável|plástico,barro,colgante,suculentas,cemento,jardín,autorriego,"
     "con plato|plástico,barro,suspenso,suculentas,cimento,jardim,horta,com prato|"
     "ck 6-50/2cm",
    "ARTIFICIAL_FLOWERS|deco|flores artificiales,planta artificial,ramo artificial|"
     "flores artificiais,planta artificial,buquê artificial|rosas,seda,decoración,"
     "enredadera,orquídea,casamiento,ramo,jardín vertical|rosas,seda,decoração,folhagem,"
     "orquídea,casamento,arranjo,muro inglês|ck",
    "SCENTED_CANDLES|deco|velas,vela aromática,velas de soja|velas,vela aromática,"
     "velas perfumadas|aromática,noche,frasco,souvenir,vainilla,lavanda,artesanal,"
     "perfumada|aromática,pote,lembrancinha,baunilha,lavanda,artesanal,decorativa,pavio|"
     "ck 50-300/10gr",

    "LAWN_MOWERS|garden|cortadora de césped,cortadora de pasto,máquina de cortar pasto|"
     "cortador de grama,aparador de grama,roçadeira elétrica|eléctrica,motor explosión,"
     "recolector,cuchilla,con bolsa,autopropulsada,jardín,naftera|elétrico,a gasolina,"
     "recolhedor,lâmina,com cesto,autopropelido,jardim,lixo verde|bm 1000-3000/100w",
    "BRUSH_CUTTERS|garden|desmalezadora,motoguadaña,bordeadora|roçadeira,"
     "aparador de grama,roçadeira lateral|tanza,naftera,cuchilla,arnés,dos tiempos,"
     "eléctrica,cabezal,profesional|fio de nylon,a gasolina,lâmina,cinto,dois tempos,"
     "elétrica,carretel,profissional|bm 25-63/1cc",
    "GARDEN_HOSES|garden|manguera,manguera de riego,manguera jardín|mangueira,"
     "mangueira de jardim,mangueira flexível|reforzada,extensible,conectores,pulgada,"
     "carro,pico,cristal|reforçada,extensível,engates,polegada,carrinho,esguicho,"
     "trançada|bk 10-50/5mts",
    "IRRIGATION_SPRINKLERS|garden|aspersor,regador,rociador|aspersor,irrigador,"
     "kit gotejamento|riego,giratorio,goteo,jardín,temporizador,impacto,micro,césped|"
     "irrigação,giratório,gotejador,jardim,temporizador,impacto,micro,gramado|bk",

    "OUTDOOR_LIGHTS|light|farol,aplique exterior,reflector led|arandela,refletor led,"
     "luminária externa|jardín,solar,sensor,pared,estaca,proyector,bidireccional,"
     "fotocélula|jardim,solar,sensor,parede,espeto,holofote,dois fachos,fotocélula|"
     "bmk 10-200/10w",
    "EMERGENCY_LIGHTS|light|luz de emergencia,linterna de emergencia,cartel de salida|"
     "luminária de emergência,luz de emergência,bloco autônomo|autónoma,batería,"
     "recargable,portátil,pared,señalizador,autonomía|autônoma,bateria,recarregável,"
     "portátil,parede,saída,autonomia|bmk 24-120/6leds",
    "FLASHLIGHTS|light|linterna,linterna led,reflector de mano|lanterna,lanterna led,"
     "lanterna tática|recargable,táctica,zoom,aluminio,camping,batería,sumergible|"
     "recarregável,tática,zoom,alumínio,camping,bateria,potente|bmk 200-3000/100lm",
    "CHRISTMAS_LIGHTS|light|luces de navidad,guirnalda de luces,luces led|pisca-pisca,"
     "luzes de natal,cordão de luz|solar,exterior,cortina,arbolito,multicolor,cálidas,"
     "hadas,pilas|solar,externo,cascata,árvore,colorido,branco quente,fada,pilhas|"
     "ck 50-300/50leds",

    "PLANT_SEEDS|garden|semillas,sobre de semillas,kit huerta|sementes,"
     "pacote de sementes,kit horta|orgánicas,tomate,césped,flores,huerta,aromáticas,"
     "bonsai,lechuga|orgânicas,tomate,grama,flores,horta,temperos,bonsai,alface|"
     "k 5-500/5gr",
    "FERTILIZERS|garden|fertilizante,abono,humus de lombriz|fertilizante,adubo,"
     "húmus de minhoca|orgánico,líquido,granulado,césped,orquídeas,triple quince,huerta,"
     "foliar|orgânico,líquido,granulado,gramado,orquídeas,npk,horta,foliar|bk 1-25/1kg",
    "PRUNING_SHEARS|garden|tijera de podar,podadora,corta cerco|tesoura de poda,podador,"
     "aparador de cerca viva|jardín,acero,ramas,telescópica,bypass,altura,teflón,mango|"
     "jardim,aço,galhos,telescópica,bypass,altura,teflon,cabo|bm 8-24/1in",
    "GARDEN_FURNITURE|garden|juego de jardín,reposera,sillón de jardín|"
     "conjunto de jardim,espreguiçadeira,cadeira de jardim|exterior,hierro,ratán,mesa,"
     "plegable,aluminio,pileta,hamaca|área externa,ferro,rattan,mesa,dobrável,alumínio,"
     "piscina,balanço|bck",

    "POOL_COVERS|pool|cobertor pileta,lona cobertora,cubre pileta|capa piscina,"
     "lona para piscina,cobertura piscina|térmico,a medida,ojales,invierno,redonda,"
     "burbujas,solar,rectangular|térmica,sob medida,ilhós,proteção,redonda,bolhas,azul,"
     "retangular|bc 2-10/0.5mts",
    "INFLATABLE_FLOATS|pool|flotador,colchoneta inflable,inflable gigante|boia,"
     "boia inflável,colchão inflável|pileta,flamenco,unicornio,adulto,infantil,donut,"
     "playa,asiento|piscina,flamingo,unicórnio,adulto,infantil,donut,praia,gigante|"
     "ck 50-180/10cm",
    "WATER_TANKS|pool|tanque de agua,tanque tricapa,cisterna|caixa d'água,tanque,"
     "cisterna|polietileno,acero inoxidable,bicapa,vertical,flotante,tapa,base|"
     "polietileno,inox,fibra,vertical,boia,tampa,base|bm 300-3000/100l",
    "WATER_PUMPS|pool|bomba de agua,electrobomba,bomba periférica|bomba d'água,"
     "bomba periférica,bomba submersa|centrífuga,elevadora,sumergible,pozo,"
     "presurizadora,tanque,desagote|centrífuga,pressurizadora,poço,caixa,drenagem,"
     "monofásica,sapo|bm 0.5-3/0.5hp",
};
// clang-format on

const lmev__synth_dept lmev__synth_home = {home, sizeof home / sizeof home[0]};
