/* synth_words_leisure.c - vocabulary of synthetic titles: sport and camping; babies and
 * toys.
 *
 * One string per category, four related ones per family; see synth_words.h.
 * Data only. Written for this project. */
#include "data/synth/synth_words.h"

// clang-format off
static const char *const sports[] = {
    "BICYCLES|bike|bicicleta,bicicleta mountain bike,bici|bicicleta,"
     "bicicleta mountain bike,bike|rodado,frenos a disco,suspensión,aluminio,playera,"
     "paseo,# velocidades|aro,freio a disco,suspensão,alumínio,passeio,dama,quadro|"
     "bmc 12-29/1r 7-27/1vel",
    "BICYCLE_SEATS|bike|asiento de bicicleta,sillín,funda asiento|selim,banco bicicleta,"
     "capa de selim|gel,antiprostático,mtb,resorte,ancho,ruta,playera,caño|gel,vazado,"
     "mtb,mola,largo,speed,passeio,canote|bck",
    "BICYCLE_TIRES|bike|cubierta bicicleta,cámara bicicleta,cubierta mtb|pneu bicicleta,"
     "câmara de ar,pneu bike|rodado,kevlar,mtb,válvula,ruta,slick,tacos,par|aro,kevlar,"
     "mtb,válvula,speed,slick,cravos,par|bk 12-29/1r",
    "BICYCLE_LIGHTS|bike|luz bicicleta,kit de luces,luz delantera|farol bicicleta,"
     "lanterna bike,luz traseira|led,recargable,usb,delantera,trasera,bocina,silicona,"
     "manubrio|led,recarregável,usb,dianteira,sinalizador,buzina,silicone,guidão|bkc",

    "TREADMILLS|sport|cinta de correr,cinta caminadora,caminadora|esteira,"
     "esteira elétrica,esteira ergométrica|plegable,inclinación,velocidad,motor,"
     "eléctrica,monitor,semiprofesional,mecánica|dobrável,inclinação,velocidade,motor,"
     "academia,monitor,profissional,mecânica|bm 90-150/10kg",
    "STATIONARY_BICYCLES|sport|bicicleta fija,bicicleta spinning,bici fija|"
     "bicicleta ergométrica,bike spinning,bicicleta spinning|magnética,volante,monitor,"
     "regulable,profesional,disco,asiento,indoor|magnética,roda de inércia,monitor,"
     "regulável,profissional,academia,selim,indoor|bm 6-22/1kg",
    "DUMBBELLS|sport|mancuernas,pesas,par de mancuernas|halteres,par de halteres,pesos|"
     "discos,barra,encastrada,neoprene,goma,hierro,gimnasio|anilhas,barra,emborrachado,"
     "neoprene,vinil,ferro,academia|bk 1-30/1kg",
    "YOGA_MATS|sport|colchoneta,mat de yoga,colchoneta fitness|colchonete,"
     "tapete de yoga,tapete para exercício|pilates,enrollable,alta densidad,"
     "antideslizante,gimnasia,estiramiento,correa,plegable|pilates,enrolável,"
     "alta densidade,antiderrapante,ginástica,alongamento,alça,dobrável|bck 4-15/1mm",

    "CAMPING_TENTS|camp|carpa,carpa iglú,carpa familiar|barraca,barraca de camping,"
     "barraca iglu|impermeable,autoarmable,camping,playa,sobretecho,estructural,gazebo|"
     "impermeável,automática,camping,praia,sobreteto,família,gazebo|bcm 2-10/1pers",
    "SLEEPING_BAGS|camp|bolsa de dormir,saco de dormir,bolsa de dormir momia|"
     "saco de dormir,saco dormir,saco térmico|camping,térmica,impermeable,pluma,acampar,"
     "compresión,trekking|camping,térmico,impermeável,pluma,acampar,compressão,trilha|"
     "bcm",
    "CAMPING_STOVES|camp|anafe camping,calentador a gas,cocinita portátil|fogareiro,"
     "fogareiro a gás,fogão portátil|garrafa,cartucho,portátil,maletín,acampar,pesca,"
     "quemador|botijão,cartucho,portátil,maleta,acampar,pesca,queimador|bm 1-3/1h",
    "COOLERS|camp|conservadora,heladerita,bolso térmico|caixa térmica,cooler,"
     "bolsa térmica|camping,playa,latas,freezer,auto,telgopor,manija|camping,praia,"
     "latas,gelo,carro,isopor,alça|bc 5-60/5l",

    "RESISTANCE_BANDS|sport|bandas elásticas,banda tubular,elástico de gimnasia|"
     "faixa elástica,elástico extensor,mini band|entrenamiento,crossfit,kit,resistencia,"
     "glúteos,agarre,látex,pilates|treino,crossfit,kit,resistência,glúteos,puxador,"
     "látex,pilates|bck 3-11/1pzs",
    "SOCCER_BALLS|sport|pelota de fútbol,pelota,balón|bola de futebol,bola,bola society|"
     "cosida,número 5,cuero,fútbol 5,medio pique,campo,oficial,papi|costurada,campo,"
     "couro,futsal,society,oficial,quadra,infantil|bcm 3-5/1n",
    "BASKETBALLS|sport|pelota de básquet,aro de básquet,pelota|bola de basquete,"
     "aro de basquete,bola|goma,número 7,red,tablero,cuero,oficial,exterior,regulable|"
     "borracha,adulto,rede,tabela,couro,oficial,quadra,regulável|bcm 5-7/1n",
    "BOXING_GLOVES|sport|guantes de boxeo,guantes,bolsa de boxeo|luva de boxe,"
     "luva muay thai,saco de pancada|vendas,kick boxing,cuero,protector bucal,muay thai,"
     "soga,entrenamiento|bandagem,kickboxing,couro,protetor bucal,treino,corda,sparring|"
     "bck 8-18/2oz",

    "FOOTBALL_SHIRTS|sport|camiseta de fútbol,camiseta,camiseta selección|"
     "camisa de futebol,camisa,camisa time|titular,suplente,retro,temporada,arquero,"
     "oficial,numerada,mundial|titular,reserva,retrô,temporada,goleiro,oficial,"
     "personalizada,mundial|bcsg",
    "SPORT_LEGGINGS|sport|calza térmica,calza deportiva,primera piel|calça térmica,"
     "calça compressão,segunda pele|running,compresión,ciclismo,hombre,térmica,badana,"
     "lycra,gimnasio|corrida,compressão,ciclismo,masculina,térmica,forro,lycra,academia|"
     "bcsg",
    "GOGGLES|sport|antiparras,antiparras natación,gafas de nadar|óculos de natação,"
     "óculos natação,óculos mergulho|silicona,antiempañante,pileta,espejadas,adulto,"
     "gorra,esquí,estuche|silicone,antiembaçante,piscina,espelhado,adulto,touca,esqui,"
     "estojo|bcm",
    "RACKETS|sport|raqueta,paleta de pádel,raqueta de tenis|raquete,raquete de tênis,"
     "raquete beach tennis|encordada,pádel,grafito,ping pong,goma eva,pelotas,funda,"
     "carbono|encordoada,frescobol,grafite,ping pong,carbono,bolinhas,capa,eva|"
     "bcm 250-380/10gr",

    "BICYCLE_HELMETS|bike|casco bicicleta,casco ciclismo,casco|capacete bike,"
     "capacete ciclismo,capacete|regulable,luz trasera,mtb,rollers,infantil,ventilación,"
     "ruta,visera|regulagem,sinalizador,mtb,patins,infantil,ventilação,speed,viseira|"
     "bcsm",
    "ROLLER_SKATES|bike|rollers,patines,patines en línea|patins,roller,patins inline|"
     "extensibles,ruedas,bota,protecciones,aluminio,artístico,abec,freno|ajustável,"
     "rodas,bota,kit proteção,alumínio,quad,abec,freio|bcfg",
    "SKATEBOARDS|bike|skate,patineta,longboard|skate,shape,longboard|tabla,trucks,"
     "# rulemanes,maple,ruedas,cruiser,completo,lija|montado,trucks,# rolamentos,maple,"
     "rodas,mini cruiser,completo,lixa|bc 22-42/2in",
    "SCOOTERS|bike|monopatín,monopatín eléctrico,scooter|patinete,patinete elétrico,"
     "scooter|plegable,ruedas,aluminio,luces,infantil,freno,batería,manubrio|dobrável,"
     "rodas,alumínio,luzes,infantil,freio,bateria,guidão|bcm 40-120/10kg",

    "FISHING_RODS|camp|caña de pescar,caña,combo pesca|vara de pesca,vara,kit pesca|"
     "# tramos,telescópica,spinning,reel,variada,grafito,pejerrey,baitcast|partes,"
     "telescópica,molinete,carretilha,praia,carbono,tucunaré,baitcast|bm 1-5/0.3mts",
    "FISHING_REELS|camp|reel,reel frontal,reel rotativo|molinete,carretilha,"
     "molinete de pesca|# rulemanes,pesca,frontal,carrete,huevito,variada,tanza,"
     "embarcado|# rolamentos,pesca,direita,carretel,fricção,pesado,linha,arremesso|"
     "bm 1000-8000/1000n",
    "FISHING_LURES|camp|señuelos,señuelo,cucharas|iscas artificiais,isca,kit iscas|"
     "pesca,tararira,dorado,paseante,siliconas,anzuelos,boyas,caja|pesca,traíra,"
     "tucunaré,superfície,silicone,anzóis,boias,estojo|bck 5-18/1cm",
    "FISHING_LINES|camp|tanza,multifilamento,nylon pesca|linha de pesca,"
     "linha multifilamento,nylon|pesca,trenzado,fluorocarbono,carrete,reel,resistencia|"
     "pesca,trançada,fluorcarbono,carretel,molinete,resistência|"
     "bck 0.2-0.9/0.1mm 100-500/50mts",

    "HAMMOCKS|sport|hamaca,hamaca paraguaya,hamaca colgante|rede de dormir,rede,"
     "rede de descanso|camping,soga,tejida,jardín,doble,nylon,soporte,mosquitero|"
     "camping,corda,tecida,varanda,casal,nylon,suporte,mosquiteiro|c",
    "BINOCULARS|sport|binoculares,prismáticos,largavistas|binóculo,binóculos,luneta|"
     "aumento,visión,estuche,zoom,caza,telescopio,camping,profesional|aumento,visão,"
     "estojo,zoom,caça,telescópio,camping,profissional|bm 8-30/2x",
    "WHEY_PROTEINS|sport|proteína,whey protein,suplemento proteico|whey,whey protein,"
     "proteína isolada|chocolate,vainilla,aislada,músculo,frutilla,gimnasio,masa|"
     "chocolate,baunilha,isolada,concentrada,morango,refil,massa|"
     "bk 500-2000/100gr 1-3/1kg",
    "CREATINES|sport|creatina,creatina monohidrato,preentreno|creatina,"
     "creatina monohidratada,pré-treino|micronizada,energía,polvo,fuerza,sin sabor,"
     "suplemento,músculo|micronizada,energia,pó,força,pura,suplemento,músculo|"
     "bk 100-500/50gr",
};
// clang-format on

const lmev__synth_dept lmev__synth_sports = {sports, sizeof sports / sizeof sports[0]};

// clang-format off
static const char *const kids[] = {
    "DOLLS|toys|muñeca,muñeca bebote,muñecas|boneca,boneca bebê,bonecas|accesorios,"
     "bebote,articulada,pelo,ropa,habla,princesa,mamadera|acessórios,reborn,articulada,"
     "cabelo,roupa,fala,princesa,mamadeira|bcky 15-60/5cm",
    "DOLLHOUSES|toys|casa de muñecas,casita,muebles para muñecas|casa de boneca,casinha,"
     "móveis para boneca|madera,mdf,pisos,accesorios,pintada,ascensor,muñecas,armable|"
     "madeira,mdf,andares,acessórios,pintada,elevador,bonecas,montável|bcy 30-130/10cm",
    "STUFFED_ANIMALS|toys|peluche,oso de peluche,muñeco de peluche|pelúcia,"
     "urso de pelúcia,bicho de pelúcia|gigante,suave,oso,unicornio,perro,importado,"
     "regalo,panda|gigante,macio,urso,unicórnio,cachorro,antialérgico,presente,panda|"
     "bcy 15-150/5cm",
    "ACTION_FIGURES|toys|muñeco,figura de acción,figura coleccionable|boneco,"
     "figura de ação,action figure|articulado,superhéroe,original,colección,accesorios,"
     "luz y sonido,anime,blister|articulado,super-herói,original,coleção,acessórios,"
     "luz e som,anime,caixa|bmy 10-50/5cm",

    "BABY_STROLLERS|baby|cochecito,cochecito de bebé,coche travel system|"
     "carrinho de bebê,carrinho,carrinho travel system|plegable,reversible,paraguas,"
     "huevito,capota,ruedas,liviano,mellizos|dobrável,reversível,guarda-chuva,"
     "bebê conforto,capota,rodas,leve,gêmeos|bmc",
    "BABY_CAR_SEATS|baby|butaca de auto,huevito,silla de auto|cadeirinha,bebê conforto,"
     "cadeira para carro|bebé,isofix,reclinable,base,booster,arnés,grupo|bebê,isofix,"
     "reclinável,base,assento elevação,cinto,grupo|bmc 13-36/1kg",
    "BABY_CRIBS|baby|cuna,cuna funcional,practicuna|berço,berço americano,"
     "berço portátil|colchón,# cajones,barandas,colecho,madera,ruedas,plegable,moisés|"
     "colchão,# gavetas,grades,mini cama,madeira,rodinhas,dobrável,moisés|bc",
    "BABY_HIGH_CHAIRS|baby|silla de comer,silla alta,sillita de comer|"
     "cadeira de alimentação,cadeirão,cadeira de papinha|bebé,plegable,bandeja,"
     "regulable,booster,madera,portátil,arnés|bebê,dobrável,bandeja,regulável,portátil,"
     "madeira,assento,cinto|bc",

    "BUILDING_BLOCKS|toys|bloques,bloques para armar,ladrillos|blocos,blocos de montar,"
     "brinquedo de montar|balde,encastre,madera,didáctico,construcción,imanes,"
     "compatible|balde,encaixe,madeira,educativo,construção,magnéticos,compatível|"
     "bky 30-1000/10pzs",
    "PUZZLES|toys|rompecabezas,puzzle,cubo mágico|quebra-cabeça,puzzle,cubo mágico|"
     "madera,infantil,didáctico,paisaje,encastre,adultos,mapa|madeira,infantil,"
     "educativo,paisagem,encaixe,adulto,mapa|by 24-2000/4pzs",
    "BOARD_GAMES|toys|juego de mesa,juego,cartas|jogo de tabuleiro,jogo,cartas|familia,"
     "estrategia,tablero,dados,ajedrez,amigos,preguntas,ingenio|família,estratégia,"
     "tabuleiro,dados,xadrez,amigos,perguntas,raciocínio|tby 2-8/1jug",
    "EDUCATIVE_TOYS|toys|juguete didáctico,juego didáctico,pizarra|brinquedo educativo,"
     "brinquedo pedagógico,lousa|madera,encastre,bebé,letras,números,montessori,"
     "estimulación,ábaco|madeira,encaixe,bebê,letras,números,montessori,estimulação,"
     "ábaco|bcy",

    "BABY_BOTTLES|baby|mamadera,biberón,set mamaderas|mamadeira,kit mamadeira,"
     "bico mamadeira|anticólico,tetina,vidrio,silicona,recién nacido,flujo,cepillo,"
     "leche|anticólica,bico,vidro,silicone,recém-nascido,fluxo,escova,leite|"
     "bck 60-330/30ml",
    "PACIFIERS|baby|chupete,chupetes,porta chupete|chupeta,chupetas,"
     "prendedor de chupeta|silicona,bebé,ortodóntico,# meses,broche,recién nacido,látex,"
     "cadena|silicone,bebê,ortodôntica,# meses,corrente,recém-nascido,látex,calmante|"
     "bcky",
    "DIAPERS|baby|pañales,pañal,pañales de tela|fralda,fraldas,fralda ecológica|"
     "hiperpack,bebé,ecológico,recién nacido,absorbente,natación,adultos|pacote,bebê,"
     "reutilizável,recém-nascido,absorvente,descartável,adulto|bk 20-120/4un",
    "BABY_MONITORS|baby|baby call,monitor de bebé,vigila bebé|babá eletrônica,"
     "monitor de bebê,baby call|cámara,pantalla,visión nocturna,inalámbrico,audio,"
     "alcance,cuna,sensor|câmera,tela,visão noturna,sem fio,áudio,alcance,berço,sensor|"
     "bm 2-5/1in",

    "TOY_CARS|toys|auto,autito,camión de juguete|carrinho,carro de brinquedo,"
     "caminhão de brinquedo|fricción,metal,escala,colección,pista,luz y sonido,juguete,"
     "policía|fricção,metal,escala,coleção,pista,luz e som,miniatura,polícia|bcky",
    "RC_CARS|toys|auto a control remoto,auto rc,camioneta control remoto|"
     "carrinho de controle remoto,carro de controle,caminhonete rc|recargable,batería,"
     "escala,todo terreno,velocidad,luces,buggy,volante|recarregável,bateria,escala,"
     "off road,velocidade,luzes,buggy,volante|bcmy 10-50/5kmh",
    "RIDE_ON_TOYS|toys|auto a batería,buggy a batería,pata pata|carro elétrico infantil,"
     "moto elétrica infantil,quadriciclo infantil|niños,control remoto,luces,motor,"
     "cuatriciclo,moto,recargable,asiento|crianças,controle remoto,luzes,motor,triciclo,"
     "empurrador,recarregável,banco|bcy 6-12/6v",
    "TRICYCLES|toys|triciclo,triciclo con manija,triciclo infantil|triciclo,"
     "triciclo com empurrador,motoca|pedal,niños,manija,canasto,metal,guía,capota,"
     "ruedas|pedal,crianças,haste,cestinha,ferro,guia,capota,rodas|bcy",

    "BABY_CLOTHING_SETS|baby|ajuar,conjunto de bebé,set recién nacido|conjunto de bebê,"
     "kit recém-nascido,saída maternidade|body,batita,algodón,ranita,# meses,nena,varón,"
     "gorro|body,mijão,algodão,suedine,# meses,menina,menino,touca|cky",
    "BABY_BODYSUITS|baby|body,bodies,enterito de bebé|body,body de bebê,macacão de bebê|"
     "algodón,manga larga,estampado,recién nacido,broches,pack,mangas,personalizado|"
     "algodão,manga longa,estampado,recém-nascido,botões,kit,mangas,personalizado|cky",
    "BABY_SHOES|baby|zapatitos de bebé,botitas,no caminantes|sapatinho de bebê,"
     "tênis de bebê,sapatinho|cuero,suela blanda,tejidos,gamuza,bautismo,abrojo,nena,"
     "varón|couro,sola macia,crochê,camurça,batizado,velcro,menina,menino|cf",
    "BABY_CARRIERS|baby|mochila portabebé,portabebé,fular|canguru,carregador de bebê,"
     "sling|ergonómica,bebé,posiciones,algodón,ajustable,elástico,argollas,"
     "recién nacido|ergonômico,bebê,posições,algodão,ajustável,malha,argolas,"
     "recém-nascido|bc 3-20/1kg",

    "WATER_GUNS|toys|pistola de agua,lanzador de dardos,pistola de juguete|"
     "pistola de água,lançador de dardos,arminha de brinquedo|dardos,tanque,presión,"
     "niños,verano,blaster,balas,goma|dardos,tanque,pressão,crianças,verão,blaster,"
     "balas,espuma|bcky",
    "KITES|toys|barrilete,burbujero,yo yo|pipa,bolha de sabão,ioiô|aire libre,niños,"
     "hilo,burbujas,gigante,profesional,trompo,volador|ar livre,crianças,linha,bolhas,"
     "gigante,profissional,pião,voador|bck",
    "TOY_KITCHENS|toys|cocinita,cocina de juguete,set de té|cozinha infantil,"
     "cozinha de brinquedo,kit chá|madera,accesorios,luz y sonido,horno,vajilla,frutas,"
     "niñas,comidita|madeira,acessórios,luz e som,forno,panelinhas,frutinhas,meninas,"
     "comidinha|bcky",
    "PLAY_TENTS|toys|carpa infantil,pelotero,casita plegable|barraca infantil,"
     "piscina de bolinhas,toca|niños,pelotas,túnel,castillo,tipi,princesa,tela,inflable|"
     "crianças,bolinhas,túnel,castelo,tenda índio,princesa,tecido,inflável|cky",

    "DIAPER_BAGS|baby|bolso maternal,bolso bebé,mochila maternal|bolsa maternidade,"
     "mochila maternidade,bolsa de bebê|cambiador,organizador,pañalera,# compartimentos,"
     "térmico,cochecito,impermeable,set|trocador,organizadora,bolsas,# divisórias,"
     "térmica,carrinho,impermeável,kit|bck",
    "BABY_BATHTUBS|baby|bañera bebé,bañadera,cambiador bañera|banheira de bebê,banheira,"
     "ofurô bebê|soporte,plegable,asiento,reductor,plástica,red,termómetro,"
     "antideslizante|suporte,dobrável,assento,redutor,plástica,almofada,termômetro,"
     "antiderrapante|bc 15-35/5l",
    "BABY_BIBS|baby|babero,baberos,babitas|babador,babadores,kit babador|silicona,bebé,"
     "impermeable,bolsillo,toalla,bordado,bandana,pack|silicone,bebê,impermeável,"
     "cata migalhas,atoalhado,bordado,bandana,kit|ck",
    "BABY_WALKERS|baby|andador,caminador,pata pata|andador,andajá,andador infantil|bebé,"
     "musical,ruedas,didáctico,regulable,juguete,bandeja,actividades|bebê,musical,rodas,"
     "didático,regulável,brinquedo,bandeja,atividades|bc",
};
// clang-format on

const lmev__synth_dept lmev__synth_kids = {kids, sizeof kids / sizeof kids[0]};
