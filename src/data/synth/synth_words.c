/* synth_words.c - what all synthetic titles share: brands, units, colours, sizes, models
 * that accessories are made for, phrases of sellers.
 *
 * Data only; the form is told in synth_words.h. Brands, telephones, cars and the like are
 * invented: they sound like the real ones and name none on purpose. */
#include "data/synth/synth_words.h"

const lmev__synth_dept *const lmev__synth_depts[] = {&lmev__synth_kitchen,
                                                     &lmev__synth_home,
                                                     &lmev__synth_electronics,
                                                     &lmev__synth_fashion,
                                                     &lmev__synth_tools,
                                                     &lmev__synth_motors,
                                                     &lmev__synth_sports,
                                                     &lmev__synth_kids,
                                                     &lmev__synth_care,
                                                     &lmev__synth_hobby,
                                                     NULL};

// clang-format off
const lmev__synth_list lmev__synth_brands[] = {
    {"kitchen", "lumaro,kenzel,atmex,ostrea,viento sur,brimax,casadoro,philvo,moulard,"
     "electra,tokyma,gastrone,britanix,ultrachef,peabo,yelmira", NULL},
    {"furniture", "orlandi,roble sur,mobilar,decorhogar,madesil,mesas & co,fiplona,"
     "centro mueble,ricardi,kappes,itatiba,linea nórdica", NULL},
    {"linen", "arcoral,danubia,palette home,kavanor,sueño blanco,cannel,santisa,buddemar,"
     "altenor,karsel", NULL},
    {"deco", "mardecor,casa alma,kuchen deco,vintash,artenova,tramontal,morphe home,zen deco", NULL},
    {"light", "luminar,ledvia,candil,osralux,macroled,ferrolux,taschi,avanled,elgina,demasled", NULL},
    {"garden", "trapeza,gardel,niwati,stihler,husqen,gamar,forestmax,tekna garden,carpi,verdia", NULL},
    {"pool", "intepool,bestsea,pelopin,mor piscinas,nautiq,gencalor,vulcamar,rowel,dancar,"
     "eternity tank", NULL},
    {"phone", "nexa,lumo,kyro,orion,samtel,mirai,vexon,ticel,huaro,zetel,alcanor,bluvi,motiva", NULL},
    {"tech", "asyro,delvi,hepa,lenovia,tekbyte,gigaro,kingsto,logiter,noganet,redgron,"
     "corsaro,tplinx,genix,coolmax,banghor,positiva,multibyte", NULL},
    {"printer", "epsilon,cannova,brodher,xeror,hepa,lexmar,global print,masterprint,evolux,"
     "byqualit", NULL},
    {"audio", "sonix,philvo,panacom,jbx,strumgar,noblet,lugia,edifor,skyworld,gadvox,"
     "pulsevox,tclar,admira", NULL},
    {"games", "playtron,xtation,nintero,knupa,levelon,dazzi,retrobit,ubigame,warneo", NULL},
    {"photo", "nikora,cannova,sonix,gopix,sjcamera,yunteo,hikvisia,dahuna,djix,benra,weifen", NULL},
    {"wear", "levor,kosivo,tavernet,legacia,rip corl,billabond,adidor,haringa,47 norte,"
     "malwea,colcha jeans,lacosta,rusteria,tommar,naruto wear", NULL},
    {"under", "coramor,selen,dufar,lupina,marcela kay,zorbra,cocotte,getthem,ciudadela,"
     "peter pon", NULL},
    {"shoes", "topero,adidor,nikora sport,pumex,filar,olympo,lady stone,viamarta,grimol,"
     "modarel,beira sol,piccadil,molekita,ombre,funcional", NULL},
    {"bags", "wilsor,amayra,prunela,jansporty,xtrem,samsonia,primicia,sestin,chilli beat,"
     "infinit,vulkar,rusty eyes,mormaia", NULL},
    {"jewel", "casiana,citizar,orienta,tressor,technosport,festino,montreal time,mistral joyas,"
     "lince,champi", NULL},
    {"tools", "boschar,makira,stanler,dewalk,blanck & beker,skilar,gamar,lusqoff,dowen,bahka,"
     "vondar,tramontal,einhel,hamiltec,barovo,irimax", NULL},
    {"build", "sicar,schneidel,fvalle,ferrosan,roca alta,trabel,papirel,yalet,albalux,"
     "colorín sur,suvinal,coralit,decar,lorenzet,jimi", NULL},
    {"hvac", "liliam,surrel,bgha,samtel,midera,philvo,eskabel,mondal,arnor,britanix,wapan,"
     "dreamar,electra,ultracom,singar,brodher", NULL},
    {"auto", "bosque,mahler,gatex,monrow,cofaro,fritor,valeor,corvent,magnetti,skfar,"
     "nakatar,firestar,pirelia,bridgest,molura,eliron", NULL},
    {"caraudio", "piorem,sonix,kenwor,jvx,bombar,boster,taramax,hurricar,b52 sound,"
     "rockdale,audiopip,sparkson", NULL},
    {"moto", "vertigo ride,ls3,hawkar,mac helm,shoeix,pro toro,givix,riffel,motomar,alpinest,"
     "samarel,taurus helm", NULL},
    {"sport", "randar,athletix,sonnox,domira,topsur,penalti,wilsor,dunlar,speedar,"
     "kirion,acte fit,starnut,enagol,probiotic,titan fuerte,ultratec,integra fit", NULL},
    {"bike", "venzor,topmega,olmar,raleix,giantix,caloy,absolut bike,gts pro,shimaro,maxxin,"
     "hudsor,oxer,bel max", NULL},
    {"camp", "waterdor,colemar,nautik,dolmen,spinit,shimaro,marine fish,abu garda,tramontal,"
     "mor camp,albatros,rapaler", NULL},
    {"baby", "graccio,chiccol,avental,kidder,pequenia,mega baby,love baby,burigal,galzerio,"
     "fisherly,pamperina,huggi,nubila,lillu", NULL},
    {"toys", "matelar,hasbrin,rastrik,duramix,juguetec,estrelar,cotiplas,bandeiro,"
     "ruibaz,antex,grow kids,toyster,xilindo,hot road,rondi", NULL},
    {"beauty", "gamaris,babylis pro,wahlor,taifal,revlor,maybel,vultar,avonia,naturel,"
     "tresemar,salon linea,nivena,garnel,loreana,inamar,rubi viva,silkep", NULL},
    {"health", "omrar,gtech,sillfar,sanuvia,aspen salud,incoler,natuliv,oralis,"
     "colgatec,mercural,care med,beurel", NULL},
    {"music", "fendor,ibanar,gravina,giannar,tagoma,yamara,casiana,cortez,strinb,"
     "daddarion,bossa,zoomix,parquer,ravenor,pearlin", NULL},
    {"pets", "royal can,proplan sur,eukanor,dogaro,gatari,whiskar,pedigrin,golden pet,frontlin,"
     "nexgar,furacar,chalesc", NULL},
    {"office", "rivadal,bicor,fabrel,casiana,ledesmar,boreal,tilibral,staedel,pilotix,"
     "chamequi,estradel,plantec,cifra", NULL},
    {"party", "globolandia,festcolor,regalar,cromus,sempral,circulo textil,nubia,"
     "ovejita,pingo", NULL},
    {"collect", "antigua,colección sur,panil,discos rex,polygraf,warneo,odeol,revelar kit", NULL},
};
const size_t lmev__synth_n_brands = sizeof lmev__synth_brands / sizeof lmev__synth_brands[0];

const lmev__synth_list lmev__synth_units[] = {
    {"w", "#w,# w,#watts,# watts", NULL},
    {"v", "#v,# v,# volts", NULL},
    {"a", "#a,# amp,#amp", "#a,# amperes,#ah"},
    {"l", "#l,# litros,# lts,#lts,# l", "#l,# litros,#lts,# l,# lt"},
    {"ml", "#ml,# ml,x #ml", "#ml,# ml,c/ #ml"},
    {"cm", "#cm,# cm,#x#,# cms", "#cm,# cm,#x#"},
    {"mm", "#mm,# mm", NULL},
    {"m", "#m,# metros", NULL},
    {"mts", "#mts,# metros,#m,x # mts", "#m,# metros,#mts,c/ # metros"},
    {"in", "#\",# pulgadas,#'',# pulg,#p", "#\",# polegadas,#'',# pol,#p"},
    {"kg", "#kg,# kg,# kilos,x #kg", "#kg,# kg,# quilos,c/ #kg"},
    {"gr", "#gr,# grs,#g,x # gr", "#g,# g,#gr,# gramas"},
    {"gb", "#gb,# gb,# gigas", "#gb,# gb"},
    {"tb", "#tb,# tb", NULL},
    {"mah", "#mah,# mah", NULL},
    {"mp", "#mp,# mpx,# mp", NULL},
    {"hp", "#hp,# hp", "#cv,# cv,#hp"},
    {"cc", "#cc,# cc", NULL},
    {"r", "r#,rodado #,rod #,r #", "aro #,r#,aro#"},
    {"t", "talle #,t #,t#", "tam #,nº #,tamanho #"},
    {"n", "nº #,n° #,número #,n#", "nº #,n° #,número #,n#"},
    {"h", "# hornallas,#h,# h", "# bocas,#b"},
    {"c", "# cuerdas,#c", "# cordas,#c"},
    {"x", "#x,x#,# x", NULL},
    {"k", "#k,# k", NULL},
    {"j", "#j,# joules", NULL},
    {"oz", "#oz,# oz,# onzas", "#oz,# oz,# onças"},
    {"lm", "#lm,# lúmenes", "#lm,# lumens"},
    {"hz", "#hz,# hz", NULL},
    {"mhz", "#mhz,# mhz", NULL},
    {"dpi", "#dpi,# dpi", NULL},
    {"mbps", "#mbps,# mbps", NULL},
    {"p", "#p", NULL},
    {"fps", "fps #,factor #,fps#", "fps #,fator #,fps#"},
    {"un", "x # unidades,# u,x #,# un", "# unidades,# un,c/ #,com #"},
    {"pzs", "# piezas,# pzs,x # piezas,# pcs", "# peças,# pçs,c/ # peças,# pcs"},
    {"pers", "# personas,# pers,para # personas", "# pessoas,# pess,para # pessoas"},
    {"puertas", "# puertas,# ptas", "# portas,# pts"},
    {"cajones", "# cajones,# caj", "# gavetas,# gav"},
    {"tazas", "# tazas,# pocillos", "# xícaras,# cafés"},
    {"botellas", "# botellas,# bot", "# garrafas,# gfs"},
    {"cubiertos", "# cubiertos,# servicios", "# serviços,# pessoas"},
    {"leds", "# leds,#leds,# luces", "# leds,#leds,# lâmpadas"},
    {"hilos", "# hilos", "# fios"},
    {"hojas", "# hojas,# hjs", "# folhas,# fls"},
    {"puntadas", "# puntadas", "# pontos"},
    {"escalones", "# escalones,# esc", "# degraus,# deg"},
    {"grados", "#°,# grados,#°c", "#°,# graus,#°c"},
    {"teclas", "# teclas", NULL},
    {"jug", "# jugadores,# jug", "# jogadores"},
    {"dig", "# dígitos,# dig", NULL},
    {"col", "# colores,# tonos", "# cores,# tons"},
    {"caps", "# cápsulas,# caps,x # comp", "# cápsulas,# caps,c/ # comp"},
    {"esc", "1/#,escala 1/#,1:#", "1/#,escala 1/#,1:#"},
    {"vel", "# velocidades,# vel,# cambios", "# marchas,#v,# velocidades"},
    {"dientes", "# dientes,#t", "# dentes,#t"},
    {"kmh", "# km/h", NULL},
    {"pag", "# páginas,# pag", "# páginas,# pág"},
    {"bar", "# bar,#bar,# bares", "# bar,#bar"},
};
const size_t lmev__synth_n_units = sizeof lmev__synth_units / sizeof lmev__synth_units[0];

const lmev__synth_list lmev__synth_shared[LMEV__N_SHARED] = {
    [LMEV__COLOURS] = {"colours",
     "negro,blanco,rojo,azul,gris,rosa,verde,plateado,marrón,beige,celeste,amarillo,violeta,"
     "bordó,dorado,multicolor,natural,fucsia,turquesa,wengue",
     "preto,branco,vermelho,azul,cinza,rosa,verde,prata,marrom,bege,azul claro,amarelo,lilás,"
     "vinho,dourado,colorido,natural,pink,turquesa,tabaco"},
    [LMEV__SIZES] = {"sizes",
     "talle m,talle l,talle xl,talle s,talles s m l xl,talle único,talle xxl,todos los talles,"
     "talles especiales,t xs,talle 1 al 4",
     "tam m,tam g,tamanho gg,p m g gg,tamanho único,tam p,plus size,tamanho m,todos os tamanhos,"
     "tam eg,pp ao gg"},
    [LMEV__SHOES] = {"shoes", "talle #,n° #,nro #,t#,num #,talles #", "nº #,tam #,n #,número #,num #"},
    [LMEV__PEOPLE] = {"people",
     "mujer,hombre,dama,unisex,caballero,niños,nena,nene,juvenil",
     "feminino,masculino,unissex,feminina,masculina,infantil,menina,menino,juvenil"},
    [LMEV__AGES] = {"ages", "# años,+# años,desde # años,# meses", "# anos,+# anos,acima de # anos,# meses"},
    [LMEV__PACKS] = {"packs",
     "x #,x # unidades,pack x #,kit x #,# unidades,x#,x # u,set x #,lote x #,combo x #",
     "kit #,c/ #,kit com #,# unidades,com #,kit c/ #,# un,# peças,pacote com #,lote c/ #"},
    [LMEV__PHRASES] = {"phrases",
     "envío gratis,original,nuevo,oferta,garantía,cuotas sin interés,importado,promo,zona norte,"
     "envíos,con garantía,el mejor,liquidación,excelente calidad,a estrenar,entrega inmediata,"
     "12 cuotas,local a la calle,factura a,hot sale,imperdible,por mayor,stock permanente,"
     "nuevos modelos,outlet,mercado envíos,efectivo,consultar stock,sin uso,en caja,usado,"
     "mendoza,rosario,once,caballito,córdoba",
     "frete grátis,original,novo,promoção,12x sem juros,importado,garantia,oferta,pronta entrega,"
     "com garantia,nota fiscal,o melhor,lançamento,alta qualidade,barato,envio imediato,"
     "liquidação,super oferta,direto da fábrica,no brasil,top,imperdível,atacado,"
     "envio já,queima de estoque,lacrado,à vista,promo,sem uso,na caixa,usado,"
     "revenda,mercado envios,sp,curitiba,melhor preço"},
    [LMEV__OPENERS] = {"openers",
     "oferta,nuevo,combo,super,promo,kit,set,liquido,excelente,nueva,hermoso,gran",
     "promoção,novo,kit,super,oferta,conjunto,lindo,nova,combo,lote,excelente,top"},
    [LMEV__WORKS] = {"works",
     "noche,camino,sombra,mar,casa,viento,luna,reino,fuego,vida,ciudad,tiempo,sueño,secreto,guerra,"
     "amor,muerte,jardín,río,historia,corazón,mundo,isla,rey,bosque,lluvia,espejo,tierra,ángel,"
     "dragón,estrella,leyenda,regreso,última batalla,edición limitada,invierno,cazador,perla,"
     "tango,verano,silencio,carta,viajero,torre,sol",
     "noite,caminho,sombra,mar,casa,vento,lua,reino,fogo,vida,cidade,tempo,sonho,segredo,guerra,"
     "amor,morte,jardim,rio,história,coração,mundo,ilha,rei,floresta,chuva,espelho,terra,anjo,"
     "dragão,estrela,lenda,retorno,última batalha,edição limitada,inverno,caçador,pérola,"
     "samba,verão,silêncio,carta,viajante,torre,sol"},
    [LMEV__SYNTH_PLACES] = {"places",
     "cocina,hogar,oficina,exterior,jardín,casa,negocio,dormitorio,baño,viaje,auto,local,escuela,"
     "regalo,taller,fiesta",
     "cozinha,casa,escritório,área externa,jardim,loja,comércio,quarto,banheiro,viagem,carro,sala,"
     "escola,presente,oficina,festa"},
    [LMEV__PHONES] = {"phones",
     "nexa 5,nexa 6 plus,lumo a10,lumo j7,kyro g6,kyro g5 play,zetel p20,zetel p10 lite,orion s8,"
     "orion s9 plus,orion note 4,mirai k10,mirai k4,vexon 7,vexon 8 plus,ticel 4,lumo j5 prime,"
     "huaro y9,kyro e4,samtel core 2,nexa x,lumo a5", NULL},
    [LMEV__CARS] = {"cars",
     "corvel 1.4,brisa,lumen trend,falco 1.6,duran,sierpa,tauro,nimbo,kandor,vela 1.0,astrum,"
     "pampero 4x4,corvel sedan,falco adventure,meridio,polar,ruta 206,ruta 307,silvara,kestrel,"
     "tucana,ranchera,saverina,onixa,palmar weekend,unno fire", NULL},
    [LMEV__MOTOS] = {"motos",
     "zenda 110,titan max 150,brava 200,ybra 125,cigal 125,twista 250,tornade 250,kawa nin 300,"
     "wavel 110,smashor 110,fazen 250,bizu 100,rouser line 220,xr sierra 250,factora 125", NULL},
    [LMEV__LAPTOPS] = {"laptops",
     "asyro x55,asyro k43,delvi 1525,delvi inspir 14,hepa pav g4,hepa 240,lenovia g40,"
     "lenovia b50,tekbyte e11,banghor max,positiva stilo,samtel rv411,aceron 5733,aceron one,"
     "vaiox svf,itau w7430", NULL},
    [LMEV__PRINTERS] = {"printers",
     "epsilon l395,epsilon xp241,epsilon t50,hepa 2050,hepa 1102w,hepa 664,hepa 901,brodher 2340,"
     "brodher dcp,samtel m2020,samtel d111,cannova g3100,cannova mg2410,lexmar 310", NULL},
    [LMEV__CONSOLES] = {"consoles",
     "playtron 4,playtron 3,playtron 2,xtation one,xtation 360,nintero swap,nintero ds,wixa,"
     "playtron vita,retrobit 64,pc", NULL},
};
// clang-format on
