/* synth_words_tools.c - vocabulary of synthetic titles: tools, building material and
 * what warms, cools and washes.
 *
 * One string per category, four related ones per family; see synth_words.h.
 * Data only. Written for this project. */
#include "data/synth/synth_words.h"

// clang-format off
static const char *const tools[] = {
    "ELECTRIC_DRILLS|tools|taladro,taladro percutor,perforadora|furadeira,"
     "furadeira de impacto,furadeira elétrica|mandril,velocidad variable,reversible,"
     "con maletín,sin llave,percutor,industrial,mechas|mandril,velocidade variável,"
     "reversível,com maleta,chave,impacto,industrial,brocas|bm 400-1200/50w 10-16/3mm",
    "CORDLESS_DRIVERS|tools|atornillador,taladro inalámbrico,atornillador a batería|"
     "parafusadeira,furadeira sem fio,parafusadeira a bateria|litio,baterías,maletín,"
     "puntas,torque,mandril,luz led,cargador|lítio,baterias,maleta,torque,mandril,"
     "luz led,carregador|bm 10-20/2v",
    "ROTARY_HAMMERS|tools|martillo rotativo,rotomartillo,martillo demoledor|martelete,"
     "martelo perfurador,martelo demolidor|sds plus,encastre,cincel,hormigón,maletín,"
     "mechas,profesional|sds plus,rompedor,talhadeira,concreto,maleta,brocas,"
     "profissional|bm 600-1700/50w 2-20/1j",
    "DRILL_BITS|tools|mecha,juego de mechas,broca|broca,jogo de brocas,broca aço rápido|"
     "taladro,acero rápido,widia,madera,hormigón,copa,metal,sds|furadeira,aço rápido,"
     "widia,madeira,concreto,serra copo,metal,sds|bk 1-25/0.5mm",

    "ANGLE_GRINDERS|tools|amoladora,amoladora angular,amoladora recta|esmerilhadeira,"
     "esmerilhadeira angular,lixadeira angular|disco,corte,desbaste,mango lateral,"
     "protector,industrial,velocidad|disco,corte,desbaste,empunhadura,protetor,"
     "industrial,velocidade|bm 500-2400/50w 115-230/10mm",
    "CUTTING_DISCS|tools|disco de corte,disco diamantado,disco flap|disco de corte,"
     "disco diamantado,disco flap|amoladora,metal,desbaste,acero inoxidable,porcelanato,"
     "hormigón,lija,grano|esmerilhadeira,metal,desbaste,inox,porcelanato,concreto,lixa,"
     "grão|bk 115-230/10mm",
    "SANDERS|tools|lijadora,lijadora orbital,lijadora de banda|lixadeira,"
     "lixadeira orbital,lixadeira de cinta|lijas,madera,aspiración,roto orbital,pared,"
     "palma,velocidad,industrial|lixas,madeira,coletor de pó,roto orbital,parede,palma,"
     "velocidade,industrial|bm 180-1000/20w",
    "ELECTRIC_SAWS|tools|sierra circular,caladora,sierra caladora|serra circular,"
     "serra tico-tico,serra mármore|hoja,madera,láser,guía,profundidad,ingletadora,"
     "corte,disco|lâmina,madeira,laser,guia,profundidade,esquadria,corte,disco|"
     "bm 400-1800/50w",

    "AIR_CONDITIONERS|hvac|aire acondicionado,split,aire acondicionado portátil|"
     "ar condicionado,split,ar condicionado portátil|frío calor,inverter,frío solo,"
     "ventana,control,eficiencia,instalación|quente e frio,inverter,frio,janela,"
     "controle,hi wall,piso teto|bm 2200-6000/100w",
    "FANS|hvac|ventilador,ventilador de pie,ventilador de techo|ventilador,"
     "ventilador de coluna,ventilador de teto|aspas,industrial,turbo,# velocidades,"
     "control remoto,metálico,de mesa,silencioso|pás,industrial,turbo,# velocidades,"
     "controle remoto,de parede,de mesa,silencioso|bmc 30-60/5cm",
    "SPACE_HEATERS|hvac|estufa,caloventor,calefactor|aquecedor,aquecedor elétrico,"
     "termoventilador|cuarzo,eléctrica,velas,tiro balanceado,panel,bajo consumo,"
     "halógena,oscilante|quartzo,elétrico,a óleo,cerâmico,portátil,econômico,halógeno,"
     "oscilante|bmc 800-2400/100w",
    "HUMIDIFIERS|hvac|humidificador,difusor de aromas,vaporizador|umidificador,"
     "difusor de aromas,umidificador de ar|ultrasónico,led,aromaterapia,esencias,bebé,"
     "frío,madera,usb|ultrassônico,led,aromaterapia,essências,bebê,névoa,madeira,usb|"
     "bmc 100-5000/100ml",

    "VACUUM_CLEANERS|hvac|aspiradora,aspiradora robot,aspiradora sin bolsa|aspirador,"
     "aspirador de pó,aspirador robô|agua y polvo,filtro hepa,ciclónica,cable,vertical,"
     "alfombras,accesorios,auto|água e pó,filtro hepa,ciclone,sem saco,vertical,tapetes,"
     "acessórios,carro|bmc 600-2200/100w",
    "WASHING_MACHINES|hvac|lavarropas,lavarropas automático,lavadora|lavadora,"
     "máquina de lavar,lavadora de roupas|carga frontal,carga superior,revoluciones,"
     "inverter,# programas,lavasecarropas,semiautomático,eficiencia|abertura frontal,"
     "abertura superior,# ciclos,inverter,# programas,lava e seca,tanquinho,eficiência|"
     "bmc 5-15/1kg",
    "CLOTHES_IRONS|hvac|plancha,plancha a vapor,centro de planchado|ferro,ferro a vapor,"
     "ferro de passar|vapor,cerámica,suela antiadherente,inalámbrica,ropa,"
     "golpe de vapor,seca,viaje|vapor,cerâmica,base antiaderente,sem fio,roupa,spray,"
     "seco,viagem|bmc 1000-2400/100w",
    "SEWING_MACHINES|hvac|máquina de coser,máquina de coser familiar,overlock|"
     "máquina de costura,máquina de costura doméstica,overlock|recta,industrial,"
     "portátil,ojalador,mueble,zigzag|reta,industrial,portátil,caseador,gabinete,"
     "ziguezague|bm 8-40/2puntadas",

    "SCREWDRIVER_SETS|tools|destornillador,juego de destornilladores,destornilladores|"
     "chave de fenda,jogo de chaves de fenda,chave philips|phillips,precisión,imantado,"
     "aislados,puntas,celular,torx,mango|philips,precisão,imantada,isolada,pontas,"
     "celular,torx,cabo|bk 6-45/1pzs",
    "WRENCH_SETS|tools|llave,juego de llaves,llaves combinadas|chave,jogo de chaves,"
     "chave combinada|tubo,cromo vanadio,combinadas,crique,allen,francesa,estrías,boca|"
     "soquete,cromo vanádio,combinada,catraca,allen,inglesa,estrela,boca|"
     "bk 6-32/1mm 8-120/4pzs",
    "PLIERS|tools|pinza,alicate,pinza universal|alicate,alicate universal,"
     "alicate de corte|corte,punta,aislada,electricista,presión,crimpear,pico de loro,"
     "mango|corte,bico,isolado,eletricista,pressão,crimpar,bomba d'água,cabo|bk 5-10/1in",
    "TOOL_BOXES|tools|caja de herramientas,maletín de herramientas,"
     "bolso de herramientas|caixa de ferramentas,maleta de ferramentas,"
     "bolsa de ferramentas|plástica,bandeja,organizador,metálica,ruedas,# cajones,"
     "con herramientas,gabinete|plástica,bandeja,organizador,sanfonada,rodas,# gavetas,"
     "com ferramentas,gabinete|bk 10-24/2in",

    "PAINTS|build|pintura,látex,esmalte sintético|tinta,tinta acrílica,"
     "esmalte sintético|interior,exterior,lavable,cielorraso,mate,antihongo,membrana|"
     "interior,exterior,lavável,teto,fosco,antimofo,parede|bck 1-20/1l",
    "PAINT_ROLLERS|build|rodillo,pincel,kit pintor|rolo,pincel,kit pintura|antigota,"
     "lana,cerda,pintar,mango,bandeja,espuma,recarga|antigota,lã,cerdas,pintar,cabo,"
     "bandeja,espuma,parede|bk 5-25/1cm",
    "WALLPAPERS|build|empapelado,papel tapiz,vinilo adhesivo|papel de parede,"
     "adesivo de parede,papel adesivo|rollo,lavable,ladrillo,infantil,muro,vinílico,"
     "dormitorio,autoadhesivo|rolo,lavável,tijolinho,infantil,3d,vinílico,quarto,"
     "autocolante|ck 3-10/1mts",
    "CERAMIC_TILES|build|cerámica,porcelanato,azulejo|piso,porcelanato,azulejo|piso,"
     "pared,metro cuadrado,rectificado,primera calidad,caja,símil madera,mate|cerâmico,"
     "parede,metro quadrado,retificado,polido,caixa,amadeirado,pastilha|bc 20-80/10cm",

    "TAPE_MEASURES|tools|cinta métrica,flexómetro,medidor láser|trena,fita métrica,"
     "trena a laser|freno,imantada,fibra,distancia,goma,digital|trava,imantada,fibra,"
     "distância,emborrachada,digital|bk 3-50/1mts",
    "SPIRIT_LEVELS|tools|nivel,nivel láser,nivel de burbuja|nível,nível a laser,"
     "nível de bolha|aluminio,autonivelante,líneas,imán,trípode,gotas,cruz,regla|"
     "alumínio,autonivelante,linhas,imã,tripé,base,prisma,régua|bm 20-120/10cm",
    "MULTIMETERS|tools|tester,multímetro,pinza amperométrica|multímetro,"
     "alicate amperímetro,multímetro digital|digital,puntas,corriente,capacímetro,"
     "buzzer,temperatura,pantalla,voltaje|digital,pontas,corrente,capacímetro,bip,"
     "temperatura,visor,tensão|bm 200-1000/100v",
    "LADDERS|tools|escalera,escalera de aluminio,escalera tijera|escada,"
     "escada de alumínio,escada articulada|plegable,extensible,articulada,multifunción,"
     "pintor,tijera,dieléctrica|dobrável,extensível,articulada,multifuncional,pintor,"
     "doméstica,fibra|bm 3-16/1escalones",

    "DOOR_LOCKS|build|cerradura,cerradura electrónica,cerrojo|fechadura,"
     "fechadura eletrônica,trava|puerta,doble paleta,llave,digital,combinación,manija,"
     "consorcio,seguridad|porta,tetra,chave,digital,senha,maçaneta,externa,segurança|bmk",
    "PADLOCKS|build|candado,candado de bronce,candado combinación|cadeado,cadeado latão,"
     "cadeado com segredo|llave,bronce,seguridad,valija,acero,combinación,bicicleta,"
     "arco|chave,latão,segurança,mala,aço,segredo,moto,haste|bck 20-70/5mm",
    "DOORS|build|puerta,puerta placa,puerta de chapa|porta,porta de madeira,"
     "porta de alumínio|marco,madera,interior,exterior,corrediza,inyectada,plegadiza,"
     "vidrio|batente,madeira,interna,externa,de correr,lambril,sanfonada,vidro|"
     "c 60-90/5cm",
    "WINDOWS|build|ventana,ventana de aluminio,ventiluz|janela,janela de alumínio,vitrô|"
     "aluminio,corrediza,vidrio,reja,mosquitero,herrero,balcón,hojas|alumínio,de correr,"
     "vidro,grade,tela,blindex,basculante,folhas|c 60-200/10cm",

    "ELECTRICAL_CABLES|build|cable,cable unipolar,rollo de cable|cabo,fio elétrico,"
     "rolo de fio|normalizado,tipo taller,bipolar,cobre,subterráneo,flexible,"
     "instalación|flexível,pp,paralelo,cobre,anti chama,750v,instalação|"
     "bck 1-10/0.5mm 25-100/25mts",
    "ELECTRICAL_OUTLETS|build|toma corriente,tomacorriente,módulo toma|tomada,"
     "tomada dupla,módulo tomada|embutir,tapa,armado,usb,doble,línea,exterior,blanco|"
     "embutir,placa,conjunto,usb,10a,linha,sobrepor,20a|bck 10-20/10a",
    "LIGHT_SWITCHES|build|interruptor,llave de luz,tecla|interruptor,"
     "interruptor simples,interruptor touch|punto,combinación,tapa,wifi,armada,módulo,"
     "táctil,embutir|paralelo,simples,placa,wi-fi,conjunto,módulo,touch,embutir|"
     "bck 1-3/1un",
    "CIRCUIT_BREAKERS|build|térmica,disyuntor,llave térmica|disjuntor,disjuntor din,"
     "dispositivo dr|bipolar,diferencial,tetrapolar,riel din,curva c,unipolar,tablero|"
     "bipolar,diferencial,tripolar,trilho din,curva c,unipolar,quadro|bmk 6-63/1a",

    "TOILETS|build|inodoro,inodoro largo,juego de baño|vaso sanitário,bacia sanitária,"
     "privada|depósito,bidet,tapa,corto,mochila,loza,descarga,asiento|caixa acoplada,"
     "bidê,assento,convencional,suspenso,louça,descarga,kit|bc",
    "TOILET_SEATS|build|tapa de inodoro,asiento de inodoro,asiento inodoro|"
     "assento sanitário,tampa de vaso,assento almofadado|madera,plástico,universal,"
     "acolchado,herrajes,bisagra,laqueada,cierre suave|plástico,almofadado,universal,"
     "soft close,parafusos,oval,resina,infantil|bck",
    "BATHROOM_ACCESSORIES|build|accesorios de baño,toallero,portarrollo|"
     "acessórios para banheiro,porta toalha,papeleira|cromado,jabonera,dispenser,"
     "ventosa,kit,acero,pared,porta cepillos|cromado,saboneteira,dispenser,ventosa,kit,"
     "inox,parede,porta escova|ck 3-6/1pzs",
    "ELECTRIC_SHOWERS|build|ducha eléctrica,calefón eléctrico,termotanque|"
     "chuveiro elétrico,chuveiro,ducha eletrônica|temperaturas,resistencia,colgar,"
     "alta recuperación,kits,eléctrico,agua|temperaturas,resistência,eletrônico,"
     "multitemperatura,cano,elétrica,água,blindado|bm 3500-7500/500w",

    "WELDING_MACHINES|tools|soldadora,soldadora inverter,soldadora eléctrica|"
     "máquina de solda,inversora de solda,solda elétrica|electrodo,máscara,mig,tig,"
     "portátil,monofásica,pinza|eletrodo,máscara,mig,tig,portátil,bivolt,tocha|"
     "bm 100-300/20a",
    "WELDING_MASKS|tools|máscara de soldar,careta fotosensible,máscara fotosensible|"
     "máscara de solda,máscara automática,escudo de solda|soldador,automática,"
     "fotosensible,visor,regulable,solar,tig,casco|soldador,automática,fotossensível,"
     "visor,regulagem,solar,tig,capacete|bm",
    "AIR_COMPRESSORS|tools|compresor,compresor de aire,motocompresor|compressor,"
     "compressor de ar,motocompressor|tanque,pintar,pistola,manguera,silencioso,"
     "odontológico|tanque,pintura,pistola,mangueira,silencioso,odontológico|"
     "bm 24-200/10l 1-5/0.5hp",
    "PRESSURE_WASHERS|tools|hidrolavadora,lavadora a presión,hidrolavadora eléctrica|"
     "lavadora de alta pressão,lavajato,lava jato|manguera,lanza,espuma,auto,accesorios,"
     "portátil|mangueira,bico,shampoo,carro,acessórios,portátil|"
     "bm 100-200/5bar 1200-2500/100w",

    "CHAINSAWS|tools|motosierra,electrosierra,motosierra a nafta|motosserra,"
     "eletrosserra,motosserra a gasolina|espada,cadena,podar,poda,dos tiempos,leña,"
     "profesional|sabre,corrente,poda,galhos,dois tempos,lenha,profissional|"
     "bm 14-20/2in 25-60/5cc",
    "CHAINSAW_PARTS|tools|cadena motosierra,espada motosierra,repuesto motosierra|"
     "corrente motosserra,sabre motosserra,peça motosserra|carburador,motosierra,paso,"
     "piñón,bujía,filtro,eslabones|carburador,motosserra,passo,pinhão,vela,filtro,elos|"
     "bk 14-20/2in",
    "GENERATORS|tools|generador,grupo electrógeno,generador eléctrico|gerador,"
     "gerador de energia,grupo gerador|naftero,monofásico,diésel,arranque eléctrico,"
     "inverter,silencioso,insonorizado|a gasolina,monofásico,diesel,partida elétrica,"
     "inverter,silencioso,bivolt|bm 800-8000/100w",
    "ELECTRIC_MOTORS|tools|motor eléctrico,motor monofásico,motor trifásico|"
     "motor elétrico,motor monofásico,motor trifásico|blindado,eje,bobinado,portón,"
     "inducción,bomba|blindado,eixo,polos,portão,indução,bomba|bm 0.5-10/0.5hp",
};
// clang-format on

const lmev__synth_dept lmev__synth_tools = {tools, sizeof tools / sizeof tools[0]};
